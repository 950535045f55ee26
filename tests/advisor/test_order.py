"""Words of order and of bounds."""

from __future__ import annotations

import pytest

from advisor.question.order import Order, find_bound, find_order


@pytest.mark.parametrize(
    ("text", "numbers", "order"),
    [
        ("le premier du lot", (), Order()),
        ("la vitrine favorite", (), Order()),
        ("le numéro un", (), Order()),
        ("le plus répandu", (), Order()),
        ("le dernier du lot", (), Order("bottom")),
        ("le moins répandu", (), Order("bottom")),
        ("le deuxième", (), Order(position=2)),
        ("la seconde place", (), Order(position=2)),
        ("le 3e", (), Order(position=3)),
        ("en quatrième position", (), Order(position=4)),
        ("l'avant-dernier", (), Order("bottom", 2)),
        ("les trois premiers", (3.0,), Order(count=3)),
        ("top 4", (4.0,), Order(count=4)),
        ("les 2 derniers", (2.0,), Order("bottom", count=2)),
        ("le podium", (), Order(count=3)),
        ("le classement entier", (), Order(whole=True)),
        ("la liste, du plus au moins répandu", (), Order(whole=True)),
        ("une vitrine", (), None),
        ("sur 250 magasins", (250.0,), None),
        ("", (), None),
    ],
)
def test_a_place_in_a_ranking_is_understood(text: str, numbers: tuple[float, ...], order: Order | None) -> None:
    assert find_order(text, numbers) == order


@pytest.mark.parametrize(
    ("text", "sense"),
    [
        ("plus de 60 %", "above"),
        ("au dessus de 60 %", "above"),
        ("au-dessus de 60 %", "above"),
        ("celles qui dépassent 60 %", "above"),
        ("au moins 60 %", "above"),
        ("plus de la moitié", "above"),
        ("moins de 60 %", "below"),
        ("en dessous de 60 %", "below"),
        ("en-dessous de 60 %", "below"),
        ("au-dessous de 60 %", "below"),
        ("sous les 60 %", "below"),
        ("qui n'atteignent pas 60 %", "below"),
        ("elles ne dépassent pas 60 %", "below"),
        ("la plupart des magasins", "majority"),
        ("une majorité de magasins", "majority"),
        ("peu de magasins", "minority"),
        ("une minorité", "minority"),
        ("presque aucun magasin", "minority"),
        ("tout le monde", "all"),
        ("toutes les vitrines", "all"),
        ("personne", "none"),
        ("aucun magasin", "none"),
    ],
)
def test_a_bound_is_understood(text: str, sense: str) -> None:
    assert find_bound(text) == sense


@pytest.mark.parametrize("text", ["60 % des magasins", "une vitrine", ""])
def test_no_bound_is_seen_where_there_is_none(text: str) -> None:
    assert find_bound(text) is None
