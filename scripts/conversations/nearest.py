"""The text of a reply that comes nearest to an expression which it does not hold: what a designer looks for first."""

from __future__ import annotations

import re

from rapidfuzz.fuzz import partial_ratio_alignment

# What stands in an expression without being text: classes, counts, looks around, the rest of the signs.
_SIGNS = re.compile(r"\\[bBdDsSwW]|\\[nrtAZ]|\(\?[^)]*\)|\(\?[:=!<P]+|\[[^\]]*\]|\{[^}]*\}|[.^$*+?()|\\]")
_SHARE = re.compile(r"\d+(?:,\d+)?\s?%")
# Below this likeness (of 100) and this length a likeness is chance.
_LIKE, _LONG = 75, 4


def nearest(regex: str, text: str) -> tuple[int, int] | None:
    """Return the place in `text` that is most like what `regex` asks for; None where nothing is like it."""
    share = re.search(r"(\d+)(?:\.\??|\\s\*| )%", regex)
    if share:
        places = [found.span() for found in _SHARE.finditer(text)]
        return min(places, key=lambda place: abs(_number(text, place) - int(share[1])), default=None)
    best: tuple[float, tuple[int, int]] | None = None
    for fragment in _fragments(regex):
        alike = partial_ratio_alignment(fragment.lower(), text.lower(), score_cutoff=_LIKE)
        if alike and len(fragment) <= len(text) and (best is None or alike.score > best[0]):
            best = alike.score, (alike.dest_start, alike.dest_end)
    return _whole_words(text, *best[1]) if best else None


def _fragments(regex: str) -> list[str]:
    """Return the pieces of plain text in an expression."""
    pieces = _SIGNS.sub("\0", regex.replace(".", " ")).split("\0")
    return [piece.strip() for piece in pieces if len(piece.strip()) >= _LONG]


def _number(text: str, place: tuple[int, int]) -> float:
    return float(re.sub(r"[^\d,]", "", text[place[0] : place[1]]).replace(",", "."))


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return start, end
