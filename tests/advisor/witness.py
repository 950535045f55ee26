"""The second witness: the figures written by hand (study.csv), and a reader of replies that shares nothing with us.

Nothing of advisor/ is imported here. The table is what a person reads in the study, in the words that must be told; the
rest reads a reply as a demanding reader would, number by number, and asks of each where it comes from.
"""

from __future__ import annotations

import csv
import functools
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
SURVEY: dict[str, Any] = yaml.safe_load((ROOT / "surveys/linkedin-2013.yml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Known:
    """A figure as the study has it.

    alone: its value where nothing else says of whom; does: what those counted do; thing: the words of its item, by
    which it is told from the others of its measure. Figures without a measure are numbers of the study's description.
    """

    id: str
    measure: str
    item: str
    whom: tuple[str, str]
    kind: str
    value: float
    of: int | None
    does: str
    thing: str
    source: str
    secondary: bool = False

    @property
    def percent(self) -> float:
        return 100 * self.value / self.of if self.of else self.value

    @property
    def rounded(self) -> bool:
        return self.kind in {"ratio", "more_than"}

    @property
    def alone(self) -> str:
        number = french(self.value)
        if self.kind == "ratio":
            return f"{number} sur {self.of}"
        units = {"money": f"million{'s' * (self.value >= 2)}", "points": "points", "exact": "%"}
        if self.kind in units:
            return f"{number} {units[self.kind]}"
        return {"more_than": "plus d'une sur deux", "approximate": f"environ {number}", "count": number}[self.kind]

    @property
    def said(self) -> str:
        """The value with whom it counts."""
        if self.kind == "ratio":
            return f"{french(self.value)} {self.whom[1]} sur {self.of}"
        if self.kind == "more_than":
            return f"plus d'une {self.whom[0]} sur deux"
        return f"{self.alone} des {self.whom[1]}"

    @property
    def asked(self) -> str:
        """The id of its population."""
        return dict(zip(WHOM.values(), ("pme", "hypergrowth", "pme", "no_growth", "users"), strict=True))[self.whom]


def french(number: float | Fraction) -> str:
    """Return a number as the French write it, at most one decimal."""
    text = f"{float(number):,.1f}".removesuffix(".0")
    return text.replace(",", " ").replace(".", ",")


WHOM = {
    "PME": ("PME", "PME"),
    "hypercroissance": ("entreprise en hypercroissance", "entreprises en hypercroissance"),
    "emplois": ("nouvel emploi", "nouveaux emplois"),
    "sans croissance": ("entreprise sans croissance", "entreprises sans croissance"),
    "PME présentes": ("PME présente sur les réseaux sociaux", "PME présentes sur les réseaux sociaux"),
}


def _table() -> list[Known]:
    """Read study.csv: written by hand from the study and the reports on it, not from surveys/."""
    with Path(__file__).with_name("study.csv").open(encoding="utf-8", newline="") as rows:
        return [
            Known(
                **{name: row[name] for name in ("id", "measure", "item", "kind", "does", "thing", "source")},
                whom=WHOM[row["whom"]],
                value=float(row["value"]),
                of=int(row["of"]) if row["of"] else None,
                secondary=row["secondary"] == "yes",
            )
            for row in csv.DictReader(rows)
        ]


TABLE = _table()
BY_ID = {figure.id: figure for figure in TABLE}
SHARES = [figure for figure in TABLE if figure.measure]
PRIMARY = [figure for figure in SHARES if not figure.secondary]
# The peers among which ranks and differences make sense, greatest first.
LISTS = {
    measure: sorted((f for f in PRIMARY if f.measure == measure), key=lambda figure: -figure.percent)
    for measure in ("channel", "motive", "goal")
}
LARGEST_GAP_WITHOUT_MEANING = 9
YEAR = 2013
ORDINALS = {"deuxième": 2, "troisième": 3, "quatrième": 4, "cinquième": 5, "sixième": 6}
_PICTURED = [Fraction(n, d) for d in (2, 3, 4, 5, 10) for n in range(1, d)]


def plain(text: str) -> str:
    """Return a reply with ordinary spaces and apostrophes."""
    return text.replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'")


# ---------------------------------------------------------------- what can be computed


@functools.cache
def part_of(figure: Known, count: float) -> str:
    """Return so many of `count`, as it must be told: exact, rounded to the nearest with « environ », or a bound."""
    part = _percent(figure) * Fraction(str(count)) / 100
    if figure.kind == "more_than":
        return f"plus de {french(math.floor(part))}"
    nearest = french(math.floor(part + Fraction(1, 2)))
    return nearest if figure.kind == "exact" and part.denominator == 1 else f"environ {nearest}"


@functools.cache
def part_of_share(share: float, count: float) -> str:
    part = Fraction(str(share)) * Fraction(str(count)) / 100
    nearest = french(math.floor(part + Fraction(1, 2)))
    return nearest if part.denominator == 1 else f"environ {nearest}"


@functools.cache
def fraction_of(percent: float) -> str:
    """Return the nearest fraction that people picture, with « environ » when it is not the share itself."""
    share = Fraction(str(percent)) / 100
    nearest = min(_PICTURED, key=lambda pictured: (abs(pictured - share), pictured.denominator))
    return f"{'' if nearest == share else 'environ '}{nearest.numerator} sur {nearest.denominator}"


def _percent(figure: Known) -> Fraction:
    value = Fraction(str(figure.value))
    return 100 * value / figure.of if figure.of else value


# ---------------------------------------------------------------- reading a reply


@dataclass(frozen=True)
class Inputs:
    """The numbers and words of the visitor's that a reply may give back."""

    numbers: tuple[float, ...] = ()
    shares: tuple[float, ...] = ()
    words: tuple[str, ...] = ()
    minutes: tuple[int, ...] = ()
    people: tuple[int, ...] = ()


_PLURALS = "|".join(sorted((re.escape(plural) for _, plural in WHOM.values()), key=len, reverse=True))
_SINGULARS = "|".join(re.escape(singular) for singular, _ in WHOM.values())
_N = r"(?:\d{1,3}(?: \d{3})+(?!\d)|\d+)(?:,\d+)?"
_NUMBER = re.compile(
    rf"(?P<plan>\S*/plan/[0-9a-f]+)"
    rf"|(?P<millions>{_N}) millions?"
    rf"|(?P<share>{_N}) %(?: (?:des|de|d') ?(?P<of>{_PLURALS}))?"
    rf"|(?P<bound>[Pp]lus d'une (?:(?P<one>{_SINGULARS}) )?sur deux)"
    rf"|(?P<week>une semaine sur \d+)"
    rf"|(?P<part>{_N}) (?:(?P<who>{_PLURALS}|entreprises?) )?sur (?P<whole>{_N})\b"
    rf"|(?P<points>{_N}) points?"
    rf"|(?P<hours>\d+) h (?P<rest>\d\d)|(?P<full>\d+) heures?|(?P<minutes>\d+) minutes?"
    rf"|(?P<people>{_N}) personnes?"
    rf"|(?P<rank>^\d\.)(?= |$)"
    rf"|(?P<number>−?{_N})",
    re.MULTILINE,
)
_WORDS = re.compile(
    r"\b(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente|quarante|"
    r"cinquante|soixante|cents?|mille|millions?|moitié|tiers|quarts?|demie|\w+ième|dizaine|douzaine|centaine|double|triple)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Found:
    """A number of a reply, its sentence, and what stands above it in the reply."""

    match: re.Match[str]
    sentence: str
    above: str

    def __str__(self) -> str:
        return f"« {self.match[0]} » in « {self.sentence} »"


def unsound(text: str, told: Iterable[str], inputs: Inputs, durations: frozenset[int] = frozenset()) -> Iterator[str]:
    """Yield each number of a reply that nothing explains, or that is told of another thing or of others.

    told: the ids of the figures of which the reply says that it tells them.
    """
    figures = [BY_ID[name] for name in told]
    text = plain(text)
    for words in inputs.words:
        text = text.replace(f"« {plain(words)} »", "«»")
    for found in _numbers(text):
        if not any(_explained(found, figures, inputs, durations)):
            yield f"unexplained: {found}"
    bare = _NUMBER.sub(" ", "\n".join(line for line in text.split("\n") if not line.startswith("Source")))
    for word in _WORDS.findall(bare):
        known = word.lower() in {"moitié", *ORDINALS} or re.search(r"\bmillions?\b", word)
        if not known:
            yield f"unexplained: « {word} »"


def _numbers(text: str) -> Iterator[Found]:
    above = ""
    for line in text.split("\n"):
        for sentence in re.split(r"(?<=[.!?…]) (?=[A-ZÀ-Ü«])", line):
            yield from (Found(match, sentence, above) for match in _NUMBER.finditer(sentence))
            above += sentence + "\n"


def _explained(found: Found, figures: list[Known], inputs: Inputs, durations: frozenset[int]) -> Iterator[bool]:
    """Yield, for each explanation of a number, whether it holds."""
    match = found.match
    if match["plan"] or match["rank"] or match["week"]:
        yield True
    yield match["number"] == str(YEAR)
    yield from _explained_as_time(match, inputs, durations)
    if match["millions"]:
        yield match["millions"] in {french(figure.value) for figure in TABLE if figure.kind == "money"}
    for figure in figures:
        yield _tells(found, figure)
        yield any(_tells_part(found, figure, count) for count in inputs.numbers)
        yield figure.kind == "exact" and _ends(found, fraction_of(figure.value))
    yield from _explained_by_visitor(found, inputs)
    yield from _explained_by_list(found, figures)


def _explained_as_time(match: re.Match[str], inputs: Inputs, durations: frozenset[int]) -> Iterator[bool]:
    minutes = [60 * int(match["hours"]) + int(match["rest"])] if match["hours"] else []
    minutes += [60 * int(match["full"])] if match["full"] else [int(match["minutes"])] if match["minutes"] else []
    yield any(length in {*inputs.minutes, *durations} for length in minutes)
    if match["people"]:
        yield match["people"] in {french(count) for count in inputs.people}


def _tells(found: Found, figure: Known) -> bool:
    """Whether a number is this figure, of those whom it counts and of its own item."""
    match = found.match
    if figure.kind == "ratio":
        same = (match["part"], match["whole"]) == (french(figure.value), str(figure.of)) and match["who"] in {
            None,
            figure.whom[1],
        }
    elif figure.kind == "more_than":
        same = bool(match["bound"]) and match["one"] in {None, figure.whom[0]}
    elif figure.kind == "exact":
        same = match["share"] == french(figure.value) and match["of"] in {None, figure.whom[1]}
    elif figure.kind == "points":
        same = match["points"] == french(figure.value) or (
            match["number"] == french(figure.value) and "à" in found.sentence
        )
    else:
        same = match["number"] == french(figure.value)
    return same and _of_whom(found, figure) and _of_what(found, figure)


def _of_whom(found: Found, figure: Known) -> bool:
    """Whether the reader knows of whom: in the sentence, or in what was read last about anybody."""
    names = {*figure.whom}
    if found.match["of"] or found.match["who"] or found.match["one"]:
        return True
    if any(name in found.sentence for name in names):
        return True
    spoken_of = re.findall(rf"{_PLURALS}|{_SINGULARS}", found.above)
    # A verdict comes before the figure that it is about.
    return not spoken_of or spoken_of[-1] in names


def _of_what(found: Found, figure: Known) -> bool:
    """Whether no other item of the measure stands where this one should."""
    peers = [peer for peer in SHARES if peer.measure == figure.measure and peer.thing and peer.id != figure.id]
    others = [peer for peer in peers if peer.thing in found.sentence.lower()]
    return not others or figure.thing in found.sentence.lower()


def _tells_part(found: Found, figure: Known, count: float) -> bool:
    if not figure.measure:
        return False
    told = part_of(figure, count)
    after = found.sentence[found.match.end() :]
    counted = re.match(rf" ({_PLURALS}|{_SINGULARS})", after)
    return _ends(found, told) and (not counted or counted[1] in figure.whom)


def _ends(found: Found, told: str) -> bool:
    """Whether the sentence up to the end of a number ends on `told`, as whole words."""
    before = found.sentence[: found.match.end()].removesuffix(told)
    return len(before) < found.match.end() and not before[-1:].isalnum()


def _explained_by_visitor(found: Found, inputs: Inputs) -> Iterator[bool]:
    match = found.match
    numbers, shares = {french(n) for n in inputs.numbers}, {french(s) for s in inputs.shares}
    if match["share"] and not match["of"]:
        yield match["share"] in shares
        yield match["share"] in numbers
        yield any(
            match["share"] == french(100 * a / b) for a in inputs.numbers for b in inputs.numbers if b and 0 < a <= b
        )
    yield bool(match["number"]) and match["number"].replace("−", "-") in numbers
    if match["part"]:
        yield {match["part"], match["whole"]} <= numbers
    for share in inputs.shares:
        yield _ends(found, fraction_of(share))
        yield any(_ends(found, part_of_share(share, count)) for count in inputs.numbers)


def _explained_by_list(found: Found, figures: list[Known]) -> Iterator[bool]:
    """Differences, the limit under which they mean nothing, and how many there are of a list."""
    match = found.match
    if match["points"]:
        yield match["points"] == str(LARGEST_GAP_WITHOUT_MEANING) and any(f.asked == "hypergrowth" for f in figures)
        yield any(
            match["points"] == french(abs(a.percent - b.percent))
            for a in figures
            for b in figures
            if a.measure == b.measure
        )
    told = {figure.measure for figure in figures}
    most = max((len(peers) for measure, peers in LISTS.items() if measure in told), default=0)
    counts = {str(count) for count in range(2, most + 1)}
    yield match["number"] in counts and bool(re.search("cités|place|réponses", found.sentence))
