"""Folding: the one way in which texts are compared, whatever their accents, case and apostrophes."""

from __future__ import annotations

import re
import unicodedata

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "\u00a0": " ", "\u202f": " "})
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae"})


def plain(text: str) -> str:
    """Return `text` with ordinary apostrophes and spaces, each character in its place (same length)."""
    return text.translate(_APOSTROPHES)


def fold(text: str) -> str:
    """Return `text` in lower case, without accents, with ordinary apostrophes: « Événement » gives « evenement »."""
    if text.isascii():
        # Most words and characters are: nothing to take apart.
        return plain(text).lower()
    decomposed = unicodedata.normalize("NFD", plain(text).translate(_LIGATURES).lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def words(text: str) -> list[str]:
    """Return the folded words of `text`, numbers included, punctuation and elided articles split off."""
    return re.findall(r"[^\W_]+", fold(text))
