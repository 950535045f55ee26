"""What visitors type, and what those type who want to break something."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import yaml
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from advisor.text import fold
from channels.visitor_text import MAX_CHARACTERS, clean
from scripts.conversations.reading import read_folder

# Marks of direction, zero-width signs, joiners, tags; white space of all kinds; what looks like a slash; words in
# other writings; what was written for other programs; numbers; questions with holes.
_PARTS = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
INVISIBLE, SPACES, SLASHES = _PARTS["invisible"], _PARTS["spaces"], _PARTS["slashes"]
STRANGE = _PARTS["injected"] + _PARTS["other_writings"]
NUMBERS = [*_PARTS["numbers"], "9" * 60, "9" * 900, "0." + "3" * 300, "1" + " 000" * 50]
FRAMES = _PARTS["frames"]


@functools.cache
def sentences() -> tuple[str, ...]:
    """Return what visitors say in the conversations of the tests: these leave questions pending, goals, plans."""
    return tuple(sorted({turn.said for conversation in read_folder() for turn in conversation.turns}))


@functools.cache
def names() -> tuple[str, ...]:
    """Return how things are called in the base of facts and in the advice."""
    files = [*sorted(Path("surveys").glob("*.yml")), *sorted(Path("advice").glob("*.yml"))]
    found = {name for file in files for name in _named(yaml.safe_load(file.read_text(encoding="utf-8")))}
    return tuple(sorted(found))


def _named(node: Any, key: str = "") -> Iterator[str]:
    if isinstance(node, dict):
        for name, value in node.items():
            yield from _named(value, name)
    elif isinstance(node, list):
        for value in node:
            yield from _named(value, key)
    elif isinstance(node, str) and key in {"name", "short", "aliases", "label", "singular", "plural", "words"}:
        yield node


@functools.cache
def words() -> tuple[str, ...]:
    """Return the words of the sentences."""
    return tuple(sorted({word for sentence in sentences() for word in sentence.split()}))


@functools.cache
def intents() -> tuple[str, ...]:
    """Return the intents of domain.yml."""
    domain = yaml.safe_load(Path("domain.yml").read_text(encoding="utf-8"))
    return tuple(name for intent in domain["intents"] for name in intent)


def any_text(most: int) -> SearchStrategy[str]:
    """Every character that there is, halves of surrogate pairs included."""
    return st.text(st.characters(exclude_categories=()), max_size=most)


def number() -> SearchStrategy[str]:
    """Numbers of all kinds, in digits of all scripts."""
    digits = st.text(st.characters(categories=["Nd", "Nl", "No"]), min_size=1, max_size=12)
    percent = st.one_of(st.integers(-(10**20), 10**20), st.floats(allow_nan=False)).map(lambda value: f"{value} %")
    return st.one_of(st.sampled_from(NUMBERS), digits, percent, st.integers(-10, 400).map(str))


def piece() -> SearchStrategy[str]:
    """What stands in a sentence."""
    return st.one_of(
        st.sampled_from(names()),
        st.sampled_from(words()),
        number(),
        number(),
        st.sampled_from(STRANGE),
    )


@st.composite
def framed(draw: st.DrawFn) -> str:
    """A question whose parts make no sense together."""
    frame = draw(st.sampled_from(FRAMES))
    return frame.format(*(draw(piece()) for _ in range(frame.count("{}"))))


@st.composite
def spoilt(draw: st.DrawFn) -> str:
    """A sensible sentence, with something done to it."""
    sentence = draw(st.sampled_from(sentences()))
    split = sentence.split() or [""]
    how = draw(st.sampled_from(("shuffle", "number", "insert", "sprinkle", "case", "glue", "repeat", "drop", "join")))
    at = draw(st.integers(0, len(split)))
    if how == "shuffle":
        return " ".join(draw(st.permutations(split)))
    if how == "number":
        return " ".join(draw(number()) if any(c.isdigit() for c in word) else word for word in split)
    if how == "insert":
        return " ".join([*split[:at], draw(piece()), *split[at:]])
    if how == "sprinkle":
        return "".join(c + draw(st.sampled_from(["", "", "", *INVISIBLE, *SPACES])) for c in sentence)
    if how == "case":
        return draw(st.sampled_from([sentence.upper(), sentence.title(), fold(sentence), sentence.swapcase()]))
    if how == "glue":
        return "".join(split)
    if how == "repeat":
        return draw(st.sampled_from([" ", "", "\n", ", ", " et "])).join([sentence] * draw(st.integers(2, 30)))
    if how == "drop":
        return " ".join(split[:at])
    return draw(st.sampled_from([" et ", "\n", " ; ", " ? ", " mais "])).join(
        [sentence, draw(st.sampled_from(sentences()))]
    )


def command() -> SearchStrategy[str]:
    """What would go round the understanding in a Rasa that is left as it is."""
    values = st.one_of(piece(), st.lists(piece(), max_size=2), st.integers())
    slots = st.dictionaries(st.sampled_from(("item", "goals", "plan", "asked", "share")), values, max_size=2)
    rest = st.one_of(st.just(""), st.just("@0.9"), slots.map(lambda slot: json.dumps(slot, ensure_ascii=False)))
    before = st.text(st.sampled_from(" \u200b\u0301\ufeff\t" + SLASHES), max_size=3)
    named = st.sampled_from((*intents(), "restart", "back", "session_start", "any_intent"))
    return st.builds("".join, st.tuples(before, st.sampled_from(SLASHES), named, rest))


def long() -> SearchStrategy[str]:
    """The same again and again."""
    unit = st.sampled_from([*"aé€😀1.-?/", "ab", "pme", "non "])
    return st.tuples(unit, st.integers(50, 1000)).map(lambda part: part[0] * part[1])


def message() -> SearchStrategy[str]:
    """A message of any of these kinds that is not empty and not too long, as the assistant counts."""
    signs = st.text(
        st.sampled_from(INVISIBLE + SPACES + SLASHES + "?!.,;:…«»'\"()[]{}<>|*_~`#@&%$€=+-–—^°§/"), max_size=40
    )
    kinds = st.one_of(
        st.sampled_from(sentences()),
        *[spoilt(), framed()] * 3,
        st.lists(piece(), min_size=1, max_size=12).map(" ".join),
        st.tuples(any_text(8), spoilt(), any_text(8)).map("".join),
        any_text(60),
        any_text(900),
        signs,
        number(),
        command(),
        long(),
        st.sampled_from(STRANGE),
    )
    return kinds.map(lambda text: text[:MAX_CHARACTERS]).filter(clean)


def messages(number: int, random: int | None = None) -> list[str]:
    """Return so many messages in any order; `random` is the seed, without which they are the same each time.

    One at a time: within a list Hypothesis likes to repeat itself.
    """
    found: list[str] = []

    @settings(
        max_examples=number,
        deadline=None,
        database=None,
        derandomize=random is None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(message())
    def collect(text: str) -> None:
        found.append(text)

    (collect if random is None else seed(random)(collect))()
    Random(random or 0).shuffle(found)
    return found
