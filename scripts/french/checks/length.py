"""At most ninety words a chat message, its lists and its sources apart."""

from __future__ import annotations

from collections.abc import Iterator

from scripts.french.checks.counting import running_text, words
from scripts.french.checks.remark import Remark
from scripts.french.model import Collection

MOST_WORDS = 90


def check_length(collection: Collection) -> Iterator[Remark]:
    """Yield the messages that are too long."""
    for text in collection.of("message"):
        count = len(words(running_text(text.text)))
        if count > MOST_WORDS:
            yield Remark(f"{count} words, at most {MOST_WORDS}", text.text, collection.origin(text))
