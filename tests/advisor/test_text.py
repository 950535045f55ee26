"""Folding by a table gives what taking letters apart gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.text import _fold_any, fold, fold_in_place, plain


@given(st.text(st.sampled_from("aÉèœŒÆßİıſÿ’`´ \u00a0\u202f²µªK\u0301\u0327Σς1-")) | st.text())
def test_a_table_folds_as_taking_letters_apart_does(text: str) -> None:
    assert fold(text) == _fold_any(text)
    assert len(plain(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Événement", "evenement"), ("l’Œuvre\u00a0!", "l'oeuvre !"), ("e\u0301te\u0301", "ete"), ("Ǆ", "ǆ")],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(st.sampled_from("aÉèœŒß’ \u00a0\u0301\u03271-")) | st.text())
def test_each_character_is_folded_in_its_place(text: str) -> None:
    folded = fold_in_place(text)
    assert len(folded) == len(text)
    assert all(one == (fold(char) or char)[:1] for char, one in zip(text, folded, strict=True))
