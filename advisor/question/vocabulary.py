"""Finding what a message speaks of: the names and aliases of the base of facts, as whole words, longest first."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from advisor.text import fold

# Words that a name may carry or lack: « campagnes d'e-mailing » is found in « campagne e-mailing ».
_EMPTY_WORDS = frozenset(
    ["de", "du", "des", "d", "le", "la", "les", "l", "en", "a", "au", "aux", "sur", "un", "une", "dans"]
)
_WORD = re.compile(r"[^\W_]+|€")


@dataclass(frozen=True)
class Mention:
    """A thing that a message names: its kind (item, population, topic …), its value, and where it stands."""

    type: str
    value: str
    start: int
    end: int
    text: str = ""

    def moved(self, by: int) -> Mention:
        """Return the same mention `by` places further on."""
        return replace(self, start=self.start + by, end=self.end + by)


@dataclass(frozen=True)
class Word:
    """A word of a message: its forms (folded spelling, lemma, without plural) and its place."""

    forms: tuple[str, ...]
    start: int
    end: int


@functools.lru_cache(maxsize=16_384)
def forms_of(word: str, lemma: str = "") -> tuple[str, ...]:
    """Return the spellings under which `word` may stand in a name, the most literal one first."""
    folded = fold(word)
    forms = [folded, _singular(folded)]
    if lemma:
        forms.append(fold(lemma))
    return tuple(dict.fromkeys(form for form in forms if form))


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("aux"):
        return word[:-3] + "al"
    if len(word) > 3 and word[-1] in "sx":
        return word[:-1]
    return word


def split_words(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each word of `text` with its start and end; « e-mailing » gives one word, « emailing »."""
    for match in _WORD.finditer(text):
        yield match.group(), match.start(), match.end()


class Vocabulary:
    """Aliases of one kind of thing each, searched together.

    Longest match wins, so « publicité en ligne » is never also « publicité », and « sans croissance » is never
    « croissance ». An alias may stand for several values (« pub » is both kinds of advertising).
    """

    def __init__(self) -> None:
        self._entries: dict[tuple[str, ...], list[tuple[str, str]]] = {}
        # How many words the longest name has that begins with a word.
        self._longest: dict[str, int] = {}
        self.words: set[str] = set()

    def add(self, kind: str, value: str, aliases: Iterable[str]) -> None:
        """Add `aliases` as names of `value`, a thing of the given `kind`."""
        for alias in _spelt_out(aliases):
            raw = [fold(word) for word, _, _ in split_words(alias)]
            self.words.update(raw)
            key = tuple(_singular(word) for word in _content(raw))
            if not key:
                raise ValueError(f"the alias « {alias} » of {kind} {value} has no word that can be searched")
            entry = self._entries.setdefault(key, [])
            if (kind, value) not in entry:
                entry.append((kind, value))
            self._longest[key[0]] = max(self._longest.get(key[0], 0), len(key))

    def find(self, words: Sequence[Word], text: str = "") -> list[Mention]:
        """Return the mentions in `words`, left to right, none overlapping another."""
        content = [word for word in words if word.forms[0] not in _EMPTY_WORDS] or list(words)
        begins = self._longest.keys()
        mentions: list[Mention] = []
        done = 0
        for index, word in enumerate(content):
            if index < done or begins.isdisjoint(word.forms):
                continue
            length, values = self._longest_match(content, index)
            if length:
                done = index + length
                start, end = word.start, content[done - 1].end
                mentions += [Mention(kind, value, start, end, text[start:end]) for kind, value in values]
        return mentions

    def _longest_match(self, words: Sequence[Word], index: int) -> tuple[int, list[tuple[str, str]]]:
        longest = max(self._longest.get(form, 0) for form in words[index].forms)
        run = words[index : index + longest]
        readings = _readings([word.forms for word in run])
        for length in range(len(run), 0, -1):
            for reading in readings:
                if values := self._entries.get(reading[:length]):
                    return length, values
        return 0, []


def _spelt_out(aliases: Iterable[str]) -> Iterator[str]:
    """Yield each alias, those with alternatives (« pub|réclame journal|presse ») once for each combination."""
    for alias in aliases:
        if "|" in alias:
            yield from (" ".join(choice) for choice in itertools.product(*(word.split("|") for word in alias.split())))
        else:
            yield alias


def _content(raw: Sequence[str]) -> list[str]:
    return [word for word in raw if word not in _EMPTY_WORDS] or list(raw)


def _readings(forms: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return the keys to try for a run of words: each literal, then all singular, then all lemmas."""
    depth = max(map(len, forms))
    return [tuple([variants[min(level, len(variants) - 1)] for variants in forms]) for level in range(depth)]
