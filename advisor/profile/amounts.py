"""Time a week and people in the firm, as owners type them: « 2h/semaine », « une demi-journée », « on est cinq »."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from advisor.patterns import compiled_lists
from advisor.question.quantities import spelled_out
from advisor.text import fold

CUES = compiled_lists(Path(__file__).with_name("cues.yml"))

_WORKDAYS_A_WEEK = 5
_WEEKS_A_MONTH = 4
_HOURS_A_DAY = 7
# What « pas beaucoup de temps » is taken for, in minutes a week; the reply says so.
LITTLE_TIME = 30
_MOST_MINUTES = 60 * 60

_DAY = 60 * _HOURS_A_DAY
# In minutes.
_UNITS = {
    **{"h": 60, "min": 1, "mn": 1, "minute": 1, "jour": _DAY, "journee": _DAY, "matin": _DAY / 2, "matinee": _DAY / 2},
    **{"apres-midi": _DAY / 2, "soir": 120, "soiree": 120},
}
_LENGTH = re.compile(
    r"(?P<half>demi[- ]?e?s?\s?|(?P<quarter>quart d'\s?))?(?<![\w])"
    r"(?:(?P<count>\d+(?:[.,]\d+)?)\s*(?:a|ou|-|/)?\s*(?:\d+\s*)?)?"
    r"(?P<half2>demi[- ]?e?s?[- ]?|quart d'\s?|(?:tou(?:te)?s? )?petites? |bonnes? |grosses? |grandes? |a peine )?"
    r"(?P<unit>heures?|hres?|h|minutes?|min|mn|journees?|jours?|matinees?|apres-midis?|soirees?|soirs?)(?![a-z])"
    r"(?:\s?(?P<more>\d{1,2})(?!\d))?(?P<and_half> et demie?| trente)?"
)
_PER_DAY = re.compile(
    r"par jour|/ ?j(?:our)?\b|chaque jour|tous les jours|quotidien\w*|chaque (?:soir|matin)|tous les (?:soirs|matins)"
)
_PER_MONTH = re.compile(r"par mois|/ ?mois|chaque mois|tous les mois|mensuel\w*")
_PER_WEEK = re.compile(r"semaine|hebdo|/ ?sem|par sem\b")
_TENS = {
    **{"dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30},
    **{"quarantaine": 40, "cinquantaine": 50, "centaine": 100},
}
_PEOPLE = (
    r"(?:personnes?|salarie\w*|employe\w*|collaborat\w*|ouvriers?|compagnons|gars|associe\w*|equipiers?|techniciens?|"
    r"vendeu\w*|serveu\w*|dans l'equipe|dans la boite|pers)"
)
_WE_ARE = (
    r"(?:on est|nous sommes|sommes|equipe de|on n'est que|on est que|effectif de|ns sommes|on tourne a|on bosse a|"
    r"on travaille a)\s+(?:environ |a peine |que |a |une equipe de )?"
)
_STAFF = (
    re.compile(rf"(?<![\d.,])(\d{{1,4}})\s*(?:a \d+\s*|ou \d+\s*)?{_PEOPLE}\b"),
    re.compile(rf"\b{_WE_ARE}(\d{{1,4}})\b(?!\s*(?:ans?|euros?|%|h\b|heures?|min))"),
)
# A number that counts people when their number was asked: alone, or with nothing after it that it would count.
_BARE = re.compile(
    r"(?:^|\s)(\d{1,4})(?=\s*(?:$|[.,!;]|(?:environ|a peu pres|en tout|au total|en comptant|avec|max\w*|"
    r"dont|y compris|sans|plus|et|ou|bientot|maintenant|a la|a l'|au|chez|dans|pour|les bons|en pleine)\b))"
)
# A number without a unit, in a correction: « pas 3 mais 8 ».
_UNITLESS = re.compile(r"(?<![\w.,])(\d{1,4})(?!\s*(?:h\b|heures?|min|%|euros?|ans?\b|jours?|fois|\d))(?!\w)")
_DENIED = re.compile(
    r"\b(?:pas|non|et non|au lieu (?:de |d'|des )|n'est plus|sommes plus|est plus)\s*(?:que |de |a )?$"
)
_LEAST, _MOST_STAFF = 1, 9999


def minutes_a_week(text: str, *, asked: bool = False, known: int | None = None) -> int | None:
    """Return the time a week that `text` tells, in minutes; None when it tells none.

    A day counts seven hours, a week five days, a month four weeks. `asked`: the question was about time, so that
    « un jour » or « pas beaucoup » answer it. `known`: the time told before, from which a correction differs.
    """
    folded = _in_digits(text)
    found = list(_times(folded, asked=asked))
    if found:
        return _meant(found, folded, known)
    little = CUES["little_time"].search(folded)
    if little and (asked or re.search(r"temps|tps|deborde|surbooke", little.group())):
        return LITTLE_TIME
    return None


def _meant(found: Sequence[tuple[int, int]], folded: str, known: int | None) -> int:
    """Return which of several amounts, each with its place, is meant: not one denied, nor the one known already."""
    values = [value for value, start in found if not _DENIED.search(folded[:start])] or [value for value, _ in found]
    return next((value for value in values if value != known), values[0])


def _times(folded: str, *, asked: bool) -> Iterator[tuple[int, int]]:
    for match in _LENGTH.finditer(folded):
        minutes = _minutes(match)
        day_long = match["unit"].startswith(("j", "ma", "ap", "so"))
        if minutes is None or (day_long and not (asked or _PER_WEEK.search(folded) or _PER_MONTH.search(folded))):
            continue
        if re.search(r"(?:il y a|depuis|dans|ouvert\w*|24|7)\s+$", folded[: match.start()]):
            continue
        if _PER_MONTH.search(folded):
            minutes /= _WEEKS_A_MONTH
        elif not day_long and _PER_DAY.search(folded):
            minutes *= _WORKDAYS_A_WEEK
        yield max(5, min(_MOST_MINUTES, round(minutes))), match.start()


def _minutes(match: re.Match[str]) -> float | None:
    unit = _UNITS[_stem(match["unit"])]
    count = match["count"]
    halves = f"{match['half'] or ''}{match['half2'] or ''}"
    if not count and not halves and not re.search(r"\b(?:une?|l'|chaque|par|le|1)\s*$", match.string[: match.start()]):
        return None
    minutes = float((count or "1").replace(",", ".")) * unit
    if "demi" in halves:
        minutes /= 2
    elif "quart" in halves:
        minutes /= 4
    if match["more"] and unit == 60:
        minutes += int(match["more"])
    if match["and_half"]:
        minutes += unit / 2
    return minutes


def _stem(unit: str) -> str:
    if unit.startswith("h"):
        return "h"
    return unit if unit in _UNITS else unit.removesuffix("s")


def people(text: str, *, asked: bool = False, known: int | None = None) -> int | None:
    """Return how many people `text` says that the firm has, the owner included when alone; None when it says nothing.

    `asked`: the question was about the size, so that a bare number answers it. `known`: the number told before, beside
    which a bare number corrects it.
    """
    folded = _in_digits(text)
    for name, count in _TENS.items():
        if re.search(rf"\b{name}\b", folded) and (asked or re.search(_PEOPLE, folded)):
            return count
    patterns = (*_STAFF, _BARE) if asked else _STAFF
    for pattern in patterns:
        found = [
            (int(match[1]), match.start(1))
            for match in pattern.finditer(folded)
            if _LEAST <= int(match[1]) <= _MOST_STAFF
        ]
        if found:
            return _meant(found, folded, known)
    bare = [(int(match[1]), match.start(1)) for match in _UNITLESS.finditer(folded)]
    if known is not None and len(bare) > 1 and known in [value for value, _ in bare]:
        return _meant(bare, folded, known)
    if CUES["pair"].search(folded):
        return 2
    if CUES["alone"].search(folded):
        return 1
    return None


def _in_digits(text: str) -> str:
    return fold(spelled_out(text)[0])
