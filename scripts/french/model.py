"""A text that the assistant can show, and the collection of all of them, each once with where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

# message: a chat message, one line after the other. suggestion: a button, which says what a visitor would type.
# label: a heading, a chart's or a figure's words. page: a paragraph of a page, of a plan or of its calendar.
# notice: what the widget or a channel says by itself.
Kind = Literal["message", "suggestion", "label", "page", "notice"]
_MOST_ORIGINS = 3


@dataclass(frozen=True)
class Text:
    """One text, of one kind."""

    kind: Kind
    text: str

    @property
    def lines(self) -> list[str]:
        """Its lines, without the hyphen that opens an item of a list."""
        return [line.removeprefix("- ") for line in self.text.split("\n") if line]


class Collection:
    """Texts without repetition, in the order in which they came."""

    def __init__(self) -> None:
        self._origins: dict[Text, list[str]] = {}
        # Replies that the guard did not let out: their sentences are missing here.
        self.held_back: list[str] = []

    def add(self, kind: Kind, text: str, origin: str) -> None:
        """Add a text; one that is there already only gains an origin."""
        if not text.strip():
            return
        origins = self._origins.setdefault(Text(kind, text), [])
        if origin not in origins and len(origins) < _MOST_ORIGINS:
            origins.append(origin)

    def __iter__(self) -> Iterator[Text]:
        return iter(self._origins)

    def __len__(self) -> int:
        return len(self._origins)

    def origin(self, text: Text) -> str:
        """Return where a text comes from: its first origins."""
        return " | ".join(self._origins[text])

    def of(self, *kinds: Kind) -> Iterator[Text]:
        """Yield the texts of these kinds."""
        return (text for text in self if text.kind in kinds)

    def lines(self) -> dict[str, Text]:
        """Return every different line, with the first text that holds it."""
        found: dict[str, Text] = {}
        for text in self:
            for line in text.lines:
                found.setdefault(line, text)
        return found
