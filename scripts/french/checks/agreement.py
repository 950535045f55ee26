"""Elision, contraction and agreement with a number: where sentences made from parts go wrong first."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scripts.french.checks.remark import Remark
from scripts.french.model import Collection

_VOWELS = "aeiouyàâéèêëîïôöûùœæ"
# Before these, « de » and « le » stay whole: « le onze », « de oui en non ».
_WHOLE_BEFORE = "onz|oui|ouistiti|yaourt|yacht|un à|un sur|uns? et"
# The mute h of the words in use; an h that is none of these keeps « de » whole (« de hausse »).
_MUTE = (
    "hyper|heur|homm|habi|histo|h[ôo]tel|horair|honn[êe]|honor|huile|humain|humeur|hiver|herb|h[ée]rit|h[ée]sit|harmon"
)
_RULES = (
    (
        rf"(?<![-\w])(?:d|j|l|m|n|s|t|qu|jusqu|lorsqu|puisqu)e (?!(?:{_WHOLE_BEFORE}))(?:[{_VOWELS}]|(?:{_MUTE}))",
        "no elision",
    ),
    (rf"(?<![-\w])la (?!(?:{_WHOLE_BEFORE}|une\b))(?:[{_VOWELS}]|(?:{_MUTE}))", "no elision"),
    (r"(?<![-\w])(?:ce (?:est|était|étaient)|si ils?)\b", "no elision"),
    # « plus proche de « obtenir… »: what is heard elides, guillemets or not.
    (rf"(?<![-\w])(?:d|l|qu)e «\u00a0[{_VOWELS}]", "no elision before guillemets"),
    (rf"\b(?:[djlmnst]|qu|jusqu|lorsqu|puisqu)’(?![{_VOWELS}h«\d])", "an elision before a consonant"),
    # « de le faire » is a pronoun: a verb follows.
    (r"(?<![-\w])(?:à|de) les? (?!\w+(?:er|ir|re|oir)\b|y\b|en\b)", "no contraction (au, aux, du, des)"),
    (r"\b(?!(?:vous|nous)\b)([^\W\d_]{2,}) \1\b", "a word twice"),
    (r"\b(?:plus|moins) (?:en |que )?deux fois\b", "a number in words"),
)
_COMPILED = tuple((re.compile(pattern, re.IGNORECASE), what) for pattern, what in _RULES)
_NUMBER = r"(?<![\d,\u202f])(\d[\d\u202f]*(?:,\d+)?)"
_COUNTED = re.compile(rf"{_NUMBER}[ \u00a0]([^\W\d_]+)(?:[ \u00a0]([^\W\d_]+))?")
# What numbers count, in both their forms. PME and h have one.
UNITS = {
    "point": "points", "personne": "personnes", "entreprise": "entreprises", "minute": "minutes", "heure": "heures",
    "million": "millions", "réponse": "réponses", "semaine": "semaines", "caractère": "caractères", "euro": "euros",
    "nouvel": "nouveaux", "emploi": "emplois", "jour": "jours", "client": "clients",
}  # fmt: skip
_ONE_FORM = frozenset({"pme", "h", "fois", "mois"})


def check_agreement(collection: Collection) -> Iterator[Remark]:
    """Yield each line with a slip."""
    for line, text in collection.lines().items():
        for what in slips(line):
            yield Remark(what, line, collection.origin(text))


def slips(line: str) -> Iterator[str]:
    """Yield what is wrong with the elisions and agreements of a line."""
    for pattern, what in _COMPILED:
        if match := pattern.search(line):
            yield f"{what}: « {line[match.start() : match.end() + 12]} »"
    for match in _COUNTED.finditer(line):
        number, noun = float(match[1].replace("\u202f", "").replace(",", ".")), match[2].lower()
        # In French the plural begins at two: « 1,5 point ».
        if (number < 2 and noun in UNITS.values()) or (number >= 2 and noun in UNITS):
            yield f"a number and a noun that do not agree: « {match[0]} »"
