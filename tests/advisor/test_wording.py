"""French typography and grammar, and the rule that no number comes from nowhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.guard.locating import locate
from advisor.survey.schema import numbers_in_words
from advisor.wording.grammar import capitalised, listed, of, starts_with_vowel
from advisor.wording.numerals import numbers_in
from advisor.wording.phrases import phrases, say
from advisor.wording.template import Quantity, Rendered, join, render
from advisor.wording.typography import counted, number, percent, typeset

N, B = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Vraiment ?", f"Vraiment{N}?"),
        ("Oui ! Non ; 5 %", f"Oui{N}! Non{N}; 5{N}%"),
        ("Voici : ceci", f"Voici{B}: ceci"),
        ("le « mot »", f"le «{B}mot{B}»"),
        ("«mot»", f"«{B}mot{B}»"),
        ("l'air d'ici", "l’air d’ici"),
        ("à 12:30, https://exemple.fr", "à 12:30, https://exemple.fr"),
        ("rien à changer", "rien à changer"),
    ],
)
def test_a_sentence_is_set_as_a_french_printer_does(typed: str, printed: str) -> None:
    assert typeset(typed) == printed
    assert typeset(printed) == printed


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (7, "7"), (8.5, "8,5"), (1234, f"1{N}234"), (1234567, f"1{N}234{N}567"), (66.666, "66,7"), (2.96, "3")],
)
def test_a_number_is_written_in_french(value: float, text: str) -> None:
    assert number(value) == text
    assert percent(value) == f"{text}{N}%"


@given(st.integers(-(10**12), 10**12))
def test_a_whole_number_can_be_read_back(value: int) -> None:
    assert int(number(value).replace(N, "").replace("−", "-")) == value


@pytest.mark.parametrize(("value", "text"), [(0, "0 point"), (1, "1 point"), (1.5, "1,5 point"), (2, "2 points")])
def test_a_unit_is_plural_from_two_on(value: float, text: str) -> None:
    assert counted(value, "point", "points") == text.replace(" ", B)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("les vitrines", "des vitrines"),
        ("le magasin", "du magasin"),
        ("la rue", "de la rue"),
        ("l'enseigne", "de l'enseigne"),
        ("ouvrir tôt", "d'ouvrir tôt"),
        ("écouter", "d'écouter"),
        ("habiter ici", "d'habiter ici"),
        ("vendre", "de vendre"),
    ],
)
def test_de_contracts_and_elides(name: str, expected: str) -> None:
    assert of(name) == expected


def test_vowels_lists_and_capitals() -> None:
    assert [starts_with_vowel(word) for word in ("Été", "homme", "oncle", "tante", "11")] == [True] * 3 + [False] * 2
    assert [listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"], "ou")] == [
        "",
        "a",
        "a et b",
        "a, b ou c",
    ]
    assert [capitalised("été"), capitalised("")] == ["Été", ""]


def test_a_template_keeps_account_of_its_quantities() -> None:
    share = Quantity("figure", "64 %", "id")
    inner = render("{share} des magasins", {"share": share})
    outer = render("{who} ont {what} ?", {"who": inner, "what": "une enseigne"})
    assert outer.text == f"64{N}% des magasins ont une enseigne{N}?"
    assert outer.quantities == (share,)
    assert locate(outer).stray == ()
    with pytest.raises(KeyError):
        render("{absent}", {})


def test_joining_keeps_quantities_and_drops_what_is_empty() -> None:
    one, two = Quantity("quoted", "1"), Quantity("derived", "2")
    joined = join([Rendered("a 1", (one,)), Rendered(""), Rendered("b 2", (two,))], "\n")
    assert joined == Rendered("a 1\nb 2", (one, two))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Il y en a 12.", ["12"]),
        ("Il y en a douze.", ["douze"]),
        (f"Sur 1{N}200 magasins", ["1200"]),
        ("mille deux cents magasins", ["mille", "deux", "cents"]),
        ("8,5 points", ["8,5"]),
        ("trente-deux", ["trente", "deux"]),
        ("Quatre-Vingt-Dix-Neuf", ["quatre", "vingt", "dix", "neuf"]),
        ("½ magasin, 3², ①", ["½", "3", "²", "①"]),
        ("la moitié des magasins, les deux tiers, trois quarts", ["moitie", "deux", "tiers", "trois", "quarts"]),
        ("une dizaine, des centaines, deux milliers", ["dizaine", "centaines", "deux", "milliers"]),
        ("neuf dixièmes, le cinquième, une heure et demie", ["neuf", "dixiemes", "cinquieme", "demie"]),
        ("le double, deux fois plus, elles doublent", ["double", "deux", "doublent"]),
        ("une sur deux", ["deux"]),
        ("Une rue, un magasin, la première fois, une demi-journée", []),
        ("la douzième rue, la paire, la semaine, le centre, les tiercés", ["douzieme"]),
        ("rien", []),
    ],
)
def test_numbers_are_found_in_digits_and_in_words(text: str, numbers: list[str]) -> None:
    assert numbers_in(text) == numbers
    assert numbers_in_words(text) == numbers
    assert bool(locate(Rendered(text)).stray) == bool(numbers)


def test_no_phrase_of_ours_holds_a_number() -> None:
    sentences = [text for group in phrases().values() for text in group.values()]
    assert len(sentences) > 50
    for text in sentences:
        assert not numbers_in_words(text)
        # Filled with words, a phrase passes the guard.
        assert locate(render(text, dict.fromkeys(text.placeholders, "mot"))).stray == ()


def test_a_phrase_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("talk.nothing_of_the_kind")
