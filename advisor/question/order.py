"""Words of order and of bounds: first, last, second, top three, above, below, most, nobody."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from advisor.text import fold


@dataclass(frozen=True)
class Order:
    """A place in a ranking. `count` is for « the N first » (None: the one); `position` counts from 1."""

    end: Literal["top", "bottom"] = "top"
    position: int = 1
    count: int | None = None
    whole: bool = False


@dataclass(frozen=True)
class Bound:
    """A bound or a vague quantity that a claim or a threshold speaks of."""

    sense: Literal["above", "below", "majority", "minority", "all", "none"]


_ORDINALS = {
    2: r"deuxi[eè]me|second(?:e)?\b|2 ?(?:e|eme|nd|nde|ieme)\b|num[eé]ro (?:2|deux)|n ?° ?2",
    3: r"troisi[eè]me|3 ?(?:e|eme|ieme)\b|num[eé]ro (?:3|trois)|n ?° ?3",
    4: r"quatri[eè]me|4 ?(?:e|eme|ieme)\b|num[eé]ro (?:4|quatre)|n ?° ?4",
    5: r"cinqui[eè]me|5 ?(?:e|eme|ieme)\b|num[eé]ro (?:5|cinq)|n ?° ?5",
    6: r"sixi[eè]me|6 ?(?:e|eme|ieme)\b",
}
_BOTTOM = re.compile(
    r"\b(?:derniers?|dernieres?|moins|pire|pires|queue|bas|lanterne|flop|faibles?|a la traine|en retard|minoritaire|delaiss\w*|boud\w*|neglig\w*|ferme la marche|ferment la marche|oubli\w*|impopulaires?|bon dernier)\b"
)
_WHOLE = re.compile(
    r"\b(?:classement|classe|classes|classez|classer|classees?|ordre|liste|tous|toutes|palmares|hierarchie|trie|tries|triez|ranking|rangs?|rangez|ranger|complete?|entier|podium)\b"
)
_TOP = re.compile(
    r"\b(?:premiers?|premieres?|plus|principal\w*|favoris?|favorites?|preferes?|preferees?|num(?:ero)? ?1|numero un|n ?° ?1|meilleurs?|top|tete|max\w*|number one|record|leader|roi|gagnant|vainqueur|domine\w*|prioritaire|majeur)\b"
)
_ABOVE = re.compile(
    r"\b(?:plus d[e' ]{1,2}(?=\d|la moiti|un|deux|trois|quatre|cinq|neuf|soixante|cinquante|quatre)|au ?dessus|superieure?s?|depass\w*|au ?dela|au moins|minimum|excede\w*|franchi\w*|passent la barre|passe la barre|atteign\w*|a partir)\b"
)
_BELOW = re.compile(
    r"\b(?:moins d[e' ]{1,2}(?=\d|la moiti|un|deux|trois|quatre|cinq|neuf|soixante|cinquante|quatre)|au ?dessous|en ?dessous|inferieure?s?|sous|n'attei\w*|ne depass\w* pas|depass\w* pas|au plus|maximum|pas plus|en deca|n'arriv\w* pas|atteign\w* pas)\b"
)
_MAJORITY = re.compile(
    r"\b(?:la plupart|majorite|majoritaires?|majoritairement|une grande partie|beaucoup|plein de|presque toutes?|presque tous|quasi(?:ment)? toutes?|quasi(?:ment)? tous|massivement|generalement|en general|presque tout le monde|la grande part|une bonne part|enormement)\b"
)
_MINORITY = re.compile(
    r"\b(?:minorite|minoritaires?|peu|tres peu|presque aucune?|presque personne|presque pas|quasi(?:ment)? aucune?|quelques|rares?|rarement|une poignee|guere|a peine)\b"
)
_ALL = re.compile(
    r"\b(?:toutes les|tous les|toute les|100 ?%|tout le monde|chaque entreprise|l'ensemble des|toutes|absolument toutes)\b"
)
_NONE = re.compile(r"\b(?:aucune?|personne|pas une seule|zero|nulle)\b")


def find_order(text: str, numbers: tuple[float, ...]) -> Order | None:
    """Return the place in a ranking that `text` speaks of, None when it speaks of none.

    `numbers` are the plain numbers found in the text: « les 3 premiers », « top 3 ».
    """
    folded = fold(text)
    for position, pattern in _ORDINALS.items():
        if re.search(rf"\b(?:avant[- ])?(?:{pattern})", folded):
            from_end = re.search(r"\bavant[- ]dernier", folded)
            return Order("bottom" if from_end or _BOTTOM.search(folded) else "top", position)
    if re.search(r"\bavant[- ]derni", folded):
        return Order("bottom", 2)
    end: Literal["top", "bottom"] = "bottom" if _BOTTOM.search(folded) else "top"
    counts = [int(n) for n in numbers if n == int(n) and 2 <= n <= 20]
    if counts and (end == "bottom" or _TOP.search(folded)):
        return Order(end, 1, counts[0])
    if re.search(r"\b(?:podium|trio)\b", folded):
        return Order("top", 1, 3)
    if re.search(
        r"\b(?:les plus|les moins|principaux|principales|premiers|premieres|derniers|dernieres)\b", folded
    ) and not (re.search(r"\b(?:le plus|le moins|la plus|la moins)\b", folded)):
        return Order(end, 1, 3)
    if end == "bottom":
        return Order("bottom")
    if _WHOLE.search(folded):
        return Order(whole=True)
    return Order("top") if _TOP.search(folded) else None


def find_bound(text: str) -> Bound | None:
    """Return the bound or vague quantity that `text` speaks of, None when there is none."""
    folded = fold(text)
    for sense, pattern in (
        ("below", _BELOW), ("above", _ABOVE), ("majority", _MAJORITY), ("minority", _MINORITY), ("all", _ALL), ("none", _NONE),
    ):  # fmt: skip
        if pattern.search(folded):
            return Bound(sense)  # type: ignore[arg-type]
    return None
