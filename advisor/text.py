"""Folding: the one way in which texts are compared, whatever their accents, case and apostrophes."""

from __future__ import annotations

import functools
import re
import unicodedata

# The letters of Latin alphabets stand in each table, those that stay as well: to miss one takes ten times as long.
_LATIN = {chr(code): chr(code) for code in range(0x180)}
_APOSTROPHES = str.maketrans(_LATIN | {"’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "\u00a0": " ", "\u202f": " "})
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae"})


def plain(text: str) -> str:
    """Return `text` with ordinary apostrophes and spaces, each character in its place (same length)."""
    return text.translate(_APOSTROPHES)


def fold(text: str) -> str:
    """Return `text` in lower case, without accents, with ordinary apostrophes: « Événement » gives « evenement »."""
    folded = text.translate(_FOLDED)
    return folded if folded.isascii() else _fold_any(text)


def _fold_any(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", plain(text).translate(_LIGATURES).lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


_FOLDED = str.maketrans({chr(code): _fold_any(chr(code)) for code in _APOSTROPHES})


def fold_in_place(text: str) -> str:
    """Return `text` folded, each character in its place (same length): « œ » gives « o », a lone accent stays."""
    return "".join(map(_folded_char, text))


@functools.lru_cache(maxsize=256)
def _folded_char(char: str) -> str:
    return (fold(char) or char)[:1]


def words(text: str) -> list[str]:
    """Return the folded words of `text`, numbers included, punctuation and elided articles split off."""
    return re.findall(r"[^\W_]+", fold(text))
