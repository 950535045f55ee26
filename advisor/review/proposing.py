"""What an editor may do about a group of messages: lines for data/nlu/, an alias or a topic for surveys/.

A proposal, no more: the kinds of the nearest trained examples. They are found by their words (TF-IDF, twenty
neighbours), which name the kind of a sentence of tests/nlu/development first in 78 % of cases, and among three in 94 %.
Sentence vectors beside them would add two points to the first and none to the second, for minutes of reading examples.
"""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from ruamel.yaml import YAML
from sklearn.feature_extraction.text import TfidfVectorizer

from advisor.answer import answerers
from advisor.question.vocabulary import forms_of
from advisor.review.grouping import Encoder, Group
from advisor.review.masking import MASKS
from advisor.survey import FactBase
from advisor.text import fold, words

# Gives the nouns of a sentence, as they are written.
Nouns = Callable[[str], Iterable[str]]

_NEIGHBOURS = 20
_MOST_KINDS = 3
# A kind with less of the neighbours' votes is not worth proposing beside a surer one.
_LEAST_SHARE = 0.15
_MOST_LINES = 5
# Messages of a group that are compared with the examples, the most typical ones.
_MOST_COMPARED = 10
# A noun is a subject of the group when so many of its sentences have it, and the training data hardly do.
_SUBJECT_IN = 0.6
_SUBJECT_LETTERS = 4
_COMMON = 12
_ASKING_KINDS = frozenset({"follow_up"}) | answerers().keys()


@dataclass(frozen=True)
class Place:
    """Where examples stand: a kind of question, and for some kinds a block with a label (« topic: cost »)."""

    kind: str
    label: str = ""

    @property
    def file(self) -> str:
        """The file of the kind."""
        return f"data/nlu/{self.kind}.yml"


@dataclass(frozen=True)
class Lines:
    """Lines to paste into a file. share: how much speaks for it, from 0 to 1; like: the nearest trained example."""

    file: str
    where: str
    text: str
    share: float = 1.0
    like: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Proposal:
    """What may be done about a group. kinds: the likeliest first; names: for a word that nothing in surveys/ knows."""

    kinds: tuple[Lines, ...]
    names: tuple[Lines, ...] = ()


class TrainedExamples:
    """The sentences of data/nlu/, to be searched for the nearest ones."""

    def __init__(self, folder: Path) -> None:
        """Read the files of `folder`."""
        self._sentences: list[str] = []
        self._places: list[Place] = []
        for path in sorted(folder.glob("*.yml")):
            for block in YAML(typ="safe").load(path.read_text(encoding="utf-8")).get("nlu", []):
                place = Place(block["intent"], _label(block.get("metadata") or {}))
                for line in block["examples"].splitlines():
                    self._sentences.append(line.removeprefix("- ").strip())
                    self._places.append(place)
        self._first = {place.kind: told for place, told in zip(self._places[::-1], self._sentences[::-1], strict=True)}
        self._known = {_key(sentence) for sentence in self._sentences}
        self._often = Counter(word for sentence in self._sentences for word in set(words(sentence)))
        self._tfidf = TfidfVectorizer(
            preprocessor=fold, token_pattern=r"[^\s']+", ngram_range=(1, 2), sublinear_tf=True, dtype=np.float32
        )
        self._rows = self._tfidf.fit_transform(self._sentences)

    def knows(self, sentence: str) -> bool:
        """Tell whether a sentence is one of the examples."""
        return _key(sentence) in self._known

    def of_kind(self, kind: str) -> str:
        """Return an example of a kind; empty for a kind that has none."""
        return self._first.get(kind, "")

    def is_common(self, word: str) -> bool:
        """Tell whether a folded word is an ordinary one in the examples."""
        return self._often[word] > _COMMON

    def nearest(self, sentences: Sequence[str]) -> list[tuple[Place, float, str]]:
        """Return the places of the examples nearest to `sentences`, with their share and their nearest example."""
        votes: dict[str, float] = defaultdict(float)
        best: dict[str, tuple[float, int]] = {}
        likeness = (self._tfidf.transform(sentences) @ self._rows.T).toarray()
        for row in likeness:
            for place in np.argpartition(-row, _NEIGHBOURS)[:_NEIGHBOURS]:
                kind = self._places[place].kind
                votes[kind] += float(row[place])
                best[kind] = max(best.get(kind, (-1.0, 0)), (float(row[place]), int(place)))
        total = sum(votes.values())
        if not total:
            return []
        ranked = sorted(votes, key=lambda kind: -votes[kind])
        return [
            (self._places[best[kind][1]], votes[kind] / total, self._sentences[best[kind][1]])
            for kind in ranked[:_MOST_KINDS]
            if kind == ranked[0] or votes[kind] / total >= _LEAST_SHARE
        ]


class Proposer:
    """Makes proposals from the trained examples and the names in surveys/."""

    def __init__(
        self, examples: TrainedExamples, facts: FactBase, known_words: Set[str], nouns: Nouns, encode: Encoder
    ) -> None:
        """Take `known_words` for the words, folded, of which some name in surveys/ is made."""
        self._examples = examples
        self._nouns = nouns
        self._known_words = known_words
        self._encode = encode
        self._facts = facts

    def propose(self, group: Group) -> Proposal:
        """Return what may be done about `group`."""
        sentences = [text for text, _ in group.sentences if not any(mark in text for mark in MASKS)]
        compared = sentences[:_MOST_COMPARED] or [group.sentences[0][0]]
        lines = "\n".join(_example(text) for text in self._new(sentences))
        kinds = tuple(
            Lines(place.file, place.label, lines, share, like, place.kind)
            for place, share, like in self._examples.nearest(compared)
        )
        asks = any(kind.kind in _ASKING_KINDS for kind in kinds)
        subject = self._subject(compared) if asks else None
        return Proposal(kinds if lines else (), self._naming(subject) if subject else ())

    def _new(self, sentences: Iterable[str]) -> list[str]:
        return [text for text in sentences if words(text) and not self._examples.knows(text)][:_MOST_LINES]

    def _subject(self, sentences: Sequence[str]) -> str | None:
        """Return the noun that these sentences share and that nothing knows; as it is written, in lower case."""
        times: Counter[str] = Counter()
        written: dict[str, str] = {}
        nouns: set[str] = set()
        for sentence in sentences:
            found = {forms_of(word)[-1]: word.lower() for word in re.findall(r"[^\W\d_]+", sentence)}
            times.update(found.keys())
            written = {**found, **written}
            # In a hasty sentence a noun is often taken for something else: once is enough.
            nouns |= {forms_of(noun)[-1] for noun in self._nouns(sentence) if noun.isalpha()}
        enough = _SUBJECT_IN * len(sentences)
        often = [written[word] for word, count in times.most_common() if word in nouns and count >= enough]
        return next((word for word in often if len(word) >= _SUBJECT_LETTERS and self._is_new(word)), None)

    def _is_new(self, word: str) -> bool:
        return not any(form in self._known_words or self._examples.is_common(form) for form in forms_of(word))

    @functools.cached_property
    def _named(self) -> tuple[list[tuple[str, str]], NDArray[np.float32]]:
        names = [*_names(self._facts)]
        return [where for where, _ in names], self._encode([name for _, name in names])

    def _naming(self, word: str) -> tuple[Lines, ...]:
        """Return an alias of the nearest name, and a topic of its own."""
        places, vectors = self._named
        likeness = vectors @ self._encode([word])[0]
        nearest = int(np.argmax(likeness))
        file, where = places[nearest]
        topic = (
            f"  {re.sub(r'[^a-z]+', '_', fold(word))}:\n    label: {word}\n"
            '    text: "L\'étude ne dit rien de « {mention} »."\n'
            f"    nearest: [{self._facts.survey.figures[0].id}]\n    aliases: [{word}]"
        )
        return (
            Lines(file, where, f", {word}", float(likeness[nearest]), word),
            Lines("surveys/topics.yml", "topics", topic, 1.0, word),
        )


def _names(facts: FactBase) -> Iterable[tuple[tuple[str, str], str]]:
    """Yield where aliases stand (file, key), with a name of the thing; several times for each thing."""
    for name, item in facts.survey.items.items():
        if item.aliases:
            place = f"surveys/{facts.survey.id}.yml", f"items › {name} › aliases"
            yield from ((place, alias) for alias in (item.short.lower(), *item.aliases[:8]) if "|" not in alias)
    for name, topic in facts.topics.items():
        place = "surveys/topics.yml", f"topics › {name} › aliases"
        yield from ((place, alias) for alias in (topic.label.lower(), *topic.aliases[:8]) if "|" not in alias)


def _label(metadata: dict[str, object]) -> str:
    """Return the label of a block as it is written there: « goals: [brand] », « topic: cost »."""
    told = [
        f"{name}: [{', '.join(map(str, value))}]" if isinstance(value, list) else f"{name}: {value}"
        for name, value in metadata.items()
    ]
    return ", ".join(told)


def _key(sentence: str) -> str:
    return " ".join(words(sentence)) or sentence


def _example(text: str) -> str:
    """Return a sentence as a line of `examples`; brackets would annotate it, and a dash would be cut off."""
    return "      - " + re.sub(r"[\[\]{}]", "", text).lstrip("- ").strip()
