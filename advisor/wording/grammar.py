"""The little French grammar that sentences made from parts need: articles, « de », elision, lists."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.text import fold

_VOWELS = "aeiouy"
# « le hasard », « la haute » would need a list; no name of the base of facts begins with an aspirated h.
_ELIDING = _VOWELS + "h"


def starts_with_vowel(word: str) -> bool:
    """Tell whether « de » loses its vowel before `word`."""
    return fold(word)[:1] in _ELIDING


def of(name: str) -> str:
    """Return « de » before a name: « des événements », « du contenu », « d'apprendre », « de la publicité »."""
    for article, contracted in (("les ", "des "), ("le ", "du ")):
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    return f"d'{name}" if starts_with_vowel(name) else f"de {name}"


def listed(parts: Sequence[str], last: str = "et") -> str:
    """Return « a, b et c »."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def capitalised(text: str) -> str:
    """Return `text` with a capital first letter."""
    return text[:1].upper() + text[1:]


def ordinal(rank: int) -> str:
    """Return a rank in words, in the feminine: « première », « deuxième »; raises KeyError over ten."""
    return _ORDINALS[rank]


_ORDINALS = dict(
    enumerate(
        (
            "première",
            "deuxième",
            "troisième",
            "quatrième",
            "cinquième",
            "sixième",
            "septième",
            "huitième",
            "neuvième",
            "dixième",
        ),
        start=1,
    )
)
