"""spaCy's French without its seconds of compiling, and without a hundred megabytes of lists.

Its tokenizer keeps 266 kinds of word in one piece (« arc-en-ciel », « entr'ouvert ») by one expression of 1.4 MB, which
Python compiles for seconds in every process, because it names the letters of all alphabets. Its lemmatizer keeps
390,000 forms, each as a list of its lemmas. Written for spaCy 3.8; tests/rasa_faster/test_french.py compares what is
here with what it replaces.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import numpy as np
from spacy.lookups import Lookups
from spacy.pipeline import AttributeRuler
from spacy.strings import get_string_id

from rasa_faster import is_on

# The one of French has more than a million characters; the longest of the others some thousands.
_GIANT = 100_000
_FLAGS, _OPEN, _BETWEEN, _CLOSE = "(?iu)", "(?:", ")|(?:", ")"
# A class that names the letters of all alphabets, after the hyphens if what joins words is in it as well.
_LETTERS = re.compile(r"\[(-?)[^\]]{200,}\]")
# Characters that French is nearly always written with, and those of them that such classes name.
_ORDINARY = re.compile("[\\x00-\\x7fÀ-ÖØ-öø-ÿ–—‐‑’]*").fullmatch
_FEW_LETTERS, _JOINTS = "a-zß-öø-ÿ", "-–—‐‑'’"
# No alternative matches a text without one.
_JOINED = re.compile(f"[{_JOINTS}]").search
_compile = re.compile
# Between the lemmas of a form.
_SEPARATOR = "\n"


class LazyAlternatives:
    """A pattern of many alternatives, compiled for ordinary texts; for others each is when a text looks like it.

    Compiling a class of all letters takes some milliseconds, and there are two in each alternative.
    """

    def __init__(self, pattern: str) -> None:
        """Read `pattern`, which is « (?iu)(?:…)|(?:…)… »."""
        self.pattern = pattern
        self._match_ordinary = _compile(_LETTERS.sub(_few_letters, pattern)).match
        self._exact = functools.lru_cache(maxsize=None)(lambda place: _compile(_FLAGS + self.alternatives()[place]))

    def alternatives(self) -> list[str]:
        """Return the alternatives, together as long as the pattern: too long to be kept beside it."""
        return self.pattern[len(_FLAGS + _OPEN) : -len(_CLOSE)].split(_BETWEEN)

    @functools.cached_property
    def _looks(self) -> list[re.Pattern[str]]:
        # With any character for a letter they match whatever the alternatives match, and compile at once.
        return [_compile("(?ius)" + _LETTERS.sub(".", one)) for one in self.alternatives()]

    def match(self, text: str) -> re.Match[str] | None:
        """Return the match at the beginning of `text`, as the pattern in one piece would find it."""
        if not _JOINED(text):
            return None
        if _ORDINARY(text):
            return self._match_ordinary(text)
        for place, looks in enumerate(self._looks):
            if looks.match(text) and (found := self._exact(place).match(text)):
                return found
        return None


def _few_letters(letters: re.Match[str]) -> str:
    """Return what a class of letters comes to in an ordinary text."""
    return f"[{_JOINTS if letters[1] else ''}{_FEW_LETTERS}]"


@contextmanager
def giant_patterns_on_demand() -> Iterator[None]:
    """Let spaCy load its French within the block without compiling what may never be needed."""
    if not is_on("tokenizer"):
        yield
        return
    # spaCy compiles it twice: as it is imported, and for the package.
    lazily = functools.lru_cache(maxsize=None)(LazyAlternatives)

    def compile_(pattern: Any, flags: int = 0) -> Any:
        if isinstance(pattern, str) and len(pattern) > _GIANT and pattern.startswith(_FLAGS + _OPEN) and not flags:
            return lazily(pattern)
        return _compile(pattern, flags)

    with patch.object(re, "compile", compile_):
        yield


class PackedForms:
    """A table of lemmas by form, in three arrays: hashes of the forms, places, and all lemmas in one text."""

    def __init__(self, lemmas: Mapping[str | int, list[str]]) -> None:
        """Pack `lemmas`, whose keys are forms or spaCy's hashes of them."""
        keys = np.fromiter(map(get_string_id, lemmas), np.uint64, len(lemmas))
        order = np.argsort(keys)
        packed = [_SEPARATOR.join(forms).encode() for forms in lemmas.values()]
        # Python looks one up in a third of the time that numpy takes.
        self._keys = memoryview(keys[order])
        self._ends = np.cumsum([len(packed[place]) for place in order], dtype=np.uint32)
        self._text = b"".join(packed[place] for place in order)

    def get(self, form: str, default: list[str]) -> list[str]:
        """Return the lemmas of a form."""
        place = self._place(form)
        if place is None:
            return default
        start = self._ends[place - 1] if place else 0
        return self._text[start : self._ends[place]].decode().split(_SEPARATOR)

    def __contains__(self, form: str) -> bool:
        """Return whether there is such a form."""
        return self._place(form) is not None

    def __len__(self) -> int:
        """Return how many forms there are."""
        return len(self._keys)

    def _place(self, form: str) -> int | None:
        key = get_string_id(form)
        place = bisect.bisect_left(self._keys, key)
        return place if place < len(self._keys) and self._keys[place] == key else None


def pack_lemmas(lookups: Lookups) -> None:
    """Pack the tables of a French lemmatizer, whose only use is to look forms up."""
    if not is_on("lemmas"):
        return
    lookups._tables["lemma_lookup"] = PackedForms(lookups.get_table("lemma_lookup"))
    exceptions = lookups.get_table("lemma_exc")
    for part_of_speech in exceptions:
        exceptions[part_of_speech] = PackedForms(exceptions[part_of_speech])
    # A form is looked for among tens of thousands, which the package keeps as lists.
    known = lookups.get_table("lemma_index")
    for part_of_speech in known:
        known[part_of_speech] = PackedForms({form: [] for form in known[part_of_speech]})


def leave_tags_out(ruler: AttributeRuler) -> None:
    """Keep the rules of a pipeline that mend parts of speech: the others, for each word, repeat them as its tag."""
    if not is_on("tags"):
        return
    rules = [rule for rule in ruler.patterns if "POS" in rule["attrs"]]
    ruler.clear()
    ruler.add_patterns(rules)
