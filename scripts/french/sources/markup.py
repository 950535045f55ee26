"""The words of a page: one text a block, with what is read aloud or shown in a field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

_INLINE = frozenset({"a", "abbr", "b", "code", "em", "i", "span", "strong"})
_UNREAD = frozenset({"script", "style"})
_SPOKEN = ("alt", "aria-label", "placeholder", "title")


class _Reader(HTMLParser):
    """Gathers text until a block begins or ends."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._gathered: list[str] = []
        self._unread = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Close the block before; keep the attributes that people hear or see."""
        named = dict(attributes)
        if tag not in _INLINE:
            self.flush()
        self._unread += tag in _UNREAD
        self.texts += [str(named[name]) for name in _SPOKEN if named.get(name)]
        if tag == "meta" and named.get("name") == "description":
            self.texts.append(str(named["content"]))

    def handle_endtag(self, tag: str) -> None:
        """Close the block."""
        self._unread -= tag in _UNREAD
        if tag not in _INLINE:
            self.flush()

    def handle_data(self, data: str) -> None:
        """Gather the text, unless it is code of the page."""
        if not self._unread:
            self._gathered.append(data)

    def flush(self) -> None:
        """End a text; spaces and line ends of the source are one space, no-break spaces stay."""
        text = re.sub(r"[ \t\n]+", " ", "".join(self._gathered)).strip(" ")
        self._gathered.clear()
        if text:
            self.texts.append(text)


def words_of(page: str) -> Iterator[str]:
    """Yield the texts of an HTML page."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    reader.flush()
    yield from reader.texts
