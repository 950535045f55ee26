"""Names in a text: of items, and of those who were counted. One expression for all of them is ten times slower."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

# Stands where a longer name was found; no letter, digit or space.
_FOUND = "·"


class Mention(NamedTuple):
    """What a text names, from `start` to `end`."""

    name: str
    start: int
    end: int


class Names:
    """The names by which things are called, each with the id of its thing; all of them canonical."""

    def __init__(self, names: Mapping[str, str]) -> None:
        # The longest first, for « PME présentes sur les réseaux sociaux » is no mention of all PME.
        self._names = sorted(names.items(), key=lambda pair: -len(pair[0]))

    def find(self, text: str) -> list[Mention]:
        """Return what `text` names, in order; where names overlap, the longest."""
        found: list[Mention] = []
        for name, thing in self._names:
            # Most names are not there, and a plain search says so soonest.
            start = find_words(name, text) if name in text else -1
            while start >= 0:
                end = start + len(name)
                text = f"{text[:start]}{_FOUND * len(name)}{text[end:]}"
                found.append(Mention(thing, start, end))
                start = find_words(name, text, end)
        return sorted(found, key=lambda mention: mention.start)

    def at(self, text: str, start: int) -> str | None:
        """Return what is named from a place on, None where nothing is."""
        return next((thing for name, thing in self._names if text.startswith(name, start)), None)


def find_words(wanted: str, text: str, start: int = 0) -> int:
    """Return the first place from `start` on where `wanted` stands in `text` as whole words, -1 where there is none."""
    found = text.find(wanted, start) if wanted else -1
    while found >= 0:
        end = found + len(wanted)
        cut_before = wanted[0].isalnum() and text[found - 1 : found].isalnum()
        if not (cut_before or (wanted[-1].isalnum() and text[end : end + 1].isalnum())):
            break
        found = text.find(wanted, found + 1)
    return found


def begins_a_word(cue: str, text: str) -> bool:
    """Tell whether a word of `text` begins with `cue`."""
    start = text.find(cue)
    while start > 0 and text[start - 1].isalnum():
        start = text.find(cue, start + 1)
    return start >= 0
