"""Numbers as people type them, in digits and in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.question.quantities import find_quantities


def found(text: str) -> list[tuple[str, float]]:
    return [(quantity.type, quantity.value) for quantity in find_quantities(text)]


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("on me parle de 64 %", 64),
        ("64% chez nous", 64),
        ("64,5 % environ", 64.5),
        ("64.5%", 64.5),
        ("64 pour cent", 64),
        ("64 pourcents", 64),
        ("soixante-quatre pour cent", 64),
        ("quatre-vingt-onze pour cent", 91),
        ("100 %", 100),
        ("150 % d'entre elles", 150),
        ("7 sur 10", 70),
        ("7/10", 70),
        ("7 boutiques sur 10", 70),
        ("sept boutiques sur dix", 70),
        ("une boutique sur deux", 50),
        ("une sur trois", 100 / 3),
        ("neuf fois sur dix", 90),
        ("la moitié des magasins", 50),
        ("la moitie", 50),
        ("trois quarts", 75),
        ("les trois quarts", 75),
        ("3/4", 75),
        ("les deux tiers", 200 / 3),
        ("un tiers", 100 / 3),
        ("un quart", 25),
        ("un cinquième", 20),
        ("un dixième", 10),
    ],
)
def test_a_share_is_a_percentage(text: str, share: float) -> None:
    assert found(text) == [("share", pytest.approx(share, abs=1e-3))]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("si j'en prends 320", 320),
        ("si j'en prends trois cent vingt", 320),
        ("sur 1 200 magasins", 1200),
        ("sur 1.200 magasins", 1200),
        ("sur 1200 magasins", 1200),
        ("mille deux cents magasins", 1200),
        ("pour trois mille magasins", 3000),
        ("vingt et un magasins", 21),
        ("les 4 premiers", 4),
        ("les quatre premiers", 4),
        ("les deux premiers", 2),
        ("0 magasin", 0),
        ("sur 2000 boîtes", 2000),
    ],
)
def test_another_number_is_a_number(text: str, number: float) -> None:
    assert found(text) == [("number", number)]


@pytest.mark.parametrize(
    "text",
    [
        "une idée ?",
        "un magasin et une vitrine",
        "lequel des deux ?",
        "le deuxième",
        "le 2e",
        "la 3ème place",
        "le 1er",
        "combien de pour cent",
        "aucun chiffre ici",
        "",
    ],
)
def test_articles_ordinals_and_both_count_nothing(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("en 2019 c'était comment", [("year", 2019)]),
        ("80 % en 2013", [("share", 80), ("year", 2013)]),
        ("80 % de 250 magasins", [("share", 80), ("number", 250)]),
        ("64 contre 61", [("number", 64), ("number", 61)]),
        ("entre 64 % et 61 %", [("share", 64), ("share", 61)]),
        ("130 sur 200", [("number", 130), ("number", 200)]),
    ],
)
def test_several_quantities_come_in_the_order_of_the_text(text: str, expected: list[tuple[str, float]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [("bon, neuf magasins sur dix ?", "neuf magasins sur dix"), ("ou alors 1 200 ?", "1 200"), ("et 64 % ?", "64 %")],
)
def test_a_quantity_knows_where_it_stands(text: str, words: str) -> None:
    (quantity,) = find_quantities(text)
    assert text[quantity.start : quantity.end] == words


@given(st.text(max_size=60))
def test_any_text_gives_quantities_inside_it_that_do_not_overlap(text: str) -> None:
    end = 0
    for quantity in find_quantities(text):
        assert end <= quantity.start < quantity.end <= len(text)
        end = quantity.end


@given(st.integers(0, 10**9))
def test_a_number_reads_the_same_with_and_without_spaces(number: int) -> None:
    plain, spaced = str(number), f"{number:,}".replace(",", " ")
    kinds = {"number"} if not 1900 <= number < 2100 else {"number", "year"}
    for text in (plain, spaced):
        ((kind, value),) = found(f"avec {text} magasins")
        assert value == number
        assert kind in kinds
