"""Pages, the widget and the channels: all that is written outside the conversation."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from channels import phrases
from scripts.french.model import Collection
from scripts.french.sources.markup import words_of

_PAGES = Path("channels/page")
_WIDGET = Path("widget/src/words.ts")
_LITERAL = r'"(?:[^"\\]|\\.)*"'
# A string of TypeScript, with those that « + » adds to it.
_STRINGS = re.compile(rf"{_LITERAL}(?:\s*\+\s*{_LITERAL})*")
_SET_BY_SCRIPT = re.compile(rf"textContent = ({_LITERAL})")


def collect_pages(into: Collection) -> None:
    """Add the words of the pages, of the widget and of the channels."""
    for page in sorted(_PAGES.glob("*.html")):
        for words in words_of(page.read_text(encoding="utf-8")):
            into.add("page", words, str(page))
    for script in sorted(_PAGES.glob("embed*.js")):
        for literal in _SET_BY_SCRIPT.findall(script.read_text(encoding="utf-8")):
            into.add("notice", json.loads(literal), str(script))
    for words in widget_words(_WIDGET.read_text(encoding="utf-8")):
        into.add("notice", words.strip(" "), str(_WIDGET))
    for name, value in vars(phrases).items():
        if name.isupper() and isinstance(value, str) and not name.startswith("_"):
            into.add("notice", value, f"channels/phrases.py, {name}")


def widget_words(source: str) -> Iterator[str]:
    """Yield the strings of the widget's word list, joined where the source adds them up."""
    for match in _STRINGS.finditer(source[source.index("export const") :]):
        yield "".join(json.loads(literal) for literal in re.findall(_LITERAL, match[0]))
