"""spaCy's French tokenizer without its seconds of compiling.

It keeps 266 kinds of word in one piece (« arc-en-ciel », « entr'ouvert ») by one regular expression of 1.4 MB, which
Python compiles for seconds in every process, although few messages hold a word that might match. Written for spaCy
3.8; tests/rasa_faster/test_french.py compares the two on words of all kinds.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from rasa_faster import is_on

# The one of French has more than a million characters; the longest of the others some thousands.
_GIANT = 100_000
_FLAGS, _OPEN, _BETWEEN, _CLOSE = "(?iu)", "(?:", ")|(?:", ")"
# A class that names the letters of all alphabets.
_LETTERS = re.compile(r"\[[^\]]{200,}\]")
_compile = re.compile


class LazyAlternatives:
    """A pattern of many alternatives: each is compiled when a text looks like it."""

    def __init__(self, pattern: str) -> None:
        """Read `pattern`, which is « (?iu)(?:…)|(?:…)… »."""
        self.pattern = pattern
        self._alternatives = pattern[len(_FLAGS + _OPEN) : -len(_CLOSE)].split(_BETWEEN)
        # With any character for a letter they match whatever the alternatives match, and compile at once.
        self._looks = [_compile(f"(?ius){_LETTERS.sub('.', one)}").match for one in self._alternatives]
        self._exact = functools.lru_cache(maxsize=None)(lambda place: _compile(_FLAGS + self._alternatives[place]))

    def match(self, text: str) -> re.Match[str] | None:
        """Return the match at the beginning of `text`, as the pattern in one piece would find it."""
        for place, looks in enumerate(self._looks):
            if looks(text) and (found := self._exact(place).match(text)):
                return found
        return None


@contextmanager
def giant_patterns_on_demand() -> Iterator[None]:
    """Let spaCy load its French within the block without compiling what may never be needed."""
    if not is_on("tokenizer"):
        yield
        return
    giants: dict[str, LazyAlternatives] = {}

    def compile_(pattern: Any, flags: int = 0) -> Any:
        if isinstance(pattern, str) and len(pattern) > _GIANT and pattern.startswith(_FLAGS + _OPEN) and not flags:
            return giants.setdefault(pattern, LazyAlternatives(pattern)) if pattern not in giants else giants[pattern]
        return _compile(pattern, flags)

    with patch.object(re, "compile", compile_):
        yield
