"""The shape of the files in surveys/. What the checks here refuse never reaches a visitor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, Extra, Field, root_validator, validator

from advisor.wording.numerals import numbers_in

_PLACEHOLDER = re.compile(r"\{[^{}]*\}")


def numbers_in_words(text: str) -> list[str]:
    """Return the digits and number words that stand in `text` outside its {placeholders}."""
    return numbers_in(_PLACEHOLDER.sub(" ", text))


class Pattern(str):
    """A French sentence with {placeholders}: every number comes in through one of them."""

    @classmethod
    def __get_validators__(cls) -> Iterator[object]:
        yield cls.validate

    @classmethod
    def validate(cls, value: object) -> Pattern:
        """Refuse what is not a sentence free of numbers."""
        if not isinstance(value, str) or not value.strip():
            raise ValueError("must be a sentence")
        found = numbers_in_words(value)
        if found:
            raise ValueError(f"a sentence holds no number ({found[0]}): use a {{placeholder}}")
        if "\n\n" in value:
            raise ValueError("a sentence holds no blank line")
        return cls(value)

    @property
    def placeholders(self) -> list[str]:
        """The names between braces."""
        return [name.strip("{}") for name in _PLACEHOLDER.findall(self)]


class Strict(BaseModel):
    """A part of a survey file: unknown fields are mistakes."""

    class Config:
        """Pydantic's settings."""

        extra = Extra.forbid
        allow_mutation = False


class Source(Strict):
    """Where figures were read."""

    label: str
    secondary: bool
    url: str | None = None


class Noun(Strict):
    """A noun, in both its numbers."""

    singular: Pattern
    plural: Pattern


class Alias(str):
    """A name by which a thing is known: some word that can be searched for."""

    @classmethod
    def __get_validators__(cls) -> Iterator[object]:
        yield cls.validate

    @classmethod
    def validate(cls, value: object) -> Alias:
        """Refuse what holds no word."""
        if not isinstance(value, str) or not re.search(r"[^\W_]|€", value):
            raise ValueError("must hold a word")
        return cls(value)


class Population(Noun):
    """Who was counted.

    meaningful_gap: points under which a difference between two shares means nothing, because of the margin of error
    that is the `meaningful_gap_figure`; a text with such a difference says one of `small_gap_says`.
    """

    label: Pattern
    aliases: list[Alias]
    meaningful_gap: float | None = Field(None, gt=0)
    meaningful_gap_figure: str | None = None
    small_gap_says: list[Alias] = []

    @root_validator(skip_on_failure=True)
    def _says_what_small_gaps_are(cls, values: dict[str, object]) -> dict[str, object]:
        if (values["meaningful_gap"] is None) == bool(values["small_gap_says"]):
            raise ValueError("« meaningful_gap » and « small_gap_says » go together")
        return values


class Item(Strict):
    """What firms were asked about."""

    name: Pattern
    short: Pattern
    aliases: list[Alias]


class ItemGroup(Strict):
    """A word that means several items."""

    items: list[str] = Field(min_items=2)
    aliases: list[Alias] = Field(min_items=1)


class Reading(Strict):
    """A wrong reading of figures: the words that make it, unless others are there too (both by their beginnings)."""

    id: str
    cues: list[Alias] = Field(min_items=1)
    unless: list[str] = []


class Misreading(Reading):
    """A wrong reading of a measure's figures, and what is said to who makes it in a claim; we never make it."""

    text: Pattern


class Measure(Strict):
    """A peer group of figures, and the French in which they are told.

    always_said: what a text that tells one of the figures says, with « … » for a few words of any kind.
    computed_with: what stands before any number computed from the figures, one of these, since they are rounded.
    """

    population: str
    title: Pattern
    predicate: Pattern
    cues: list[Alias]
    suggestions: list[Pattern] = Field(min_items=1, max_items=4)
    secondary: bool = False
    counted: Noun | None = None
    caveat: Pattern | None = None
    base: Pattern | None = None
    misreadings: list[Misreading] = []
    always_said: list[Alias] = []
    computed_with: list[Alias] = []


FigureKind = Literal["exact", "ratio", "more_than", "count", "approximate", "money", "points"]


class Figure(Strict):
    """One number of the survey."""

    id: str
    population: str
    item: str
    kind: FigureKind
    value: float = Field(ge=0)
    source: str
    measure: str | None = None
    of: int | None = Field(None, gt=0)
    where: str | None = None
    also: str | None = None
    read_otherwise: str | None = None

    @validator("value")
    def _whole_when_whole(cls, value: float) -> float:
        return int(value) if value == int(value) else value

    @root_validator(skip_on_failure=True)
    def _consistent(cls, values: dict[str, object]) -> dict[str, object]:
        kind, value, of = values["kind"], float(str(values["value"])), values.get("of")
        if (kind == "ratio") != (of is not None):
            raise ValueError("a ratio, and nothing else, has a field « of »")
        if isinstance(of, int) and value > of:
            raise ValueError(f"{value:g} out of {of} is more than all")
        if kind in {"exact", "more_than"} and value > 100:
            raise ValueError(f"{value:g} is no percentage")
        return values

    @property
    def is_share(self) -> bool:
        """Whether it is a share of firms (or jobs), which can be compared with a percentage."""
        return self.kind in {"exact", "ratio", "more_than"} and self.measure is not None

    @property
    def is_rounded(self) -> bool:
        """Whether what is computed from it is rounded too."""
        return self.kind in {"ratio", "more_than"}

    @property
    def percent(self) -> float:
        """The share in percent: exact, rounded (« 9 sur 10 » gives 90) or the least value (« more than »)."""
        return 100 * self.value / self.of if self.of else self.value


class Aspect(Strict):
    """One aspect of the study's method."""

    cues: list[Alias] = Field(min_items=1)
    text: Pattern


class Topic(Strict):
    """Something that visitors ask about and no survey measures."""

    label: str
    text: Pattern
    nearest: list[str] = Field(min_items=1)
    aliases: list[Alias] = Field(min_items=1)
    instead: bool = False


class Survey(Strict):
    """One survey: all that its file says.

    never_said: wrong readings that no sentence with a figure makes, whatever its measure.
    """

    id: str
    title: str
    publisher: str
    year: int
    period: str
    country: str
    sources: dict[str, Source]
    populations: dict[str, Population]
    items: dict[str, Item]
    item_groups: list[ItemGroup] = []
    measures: dict[str, Measure]
    never_said: list[Reading] = []
    figures: list[Figure] = Field(min_items=1)
    notes: dict[str, Pattern] = {}
    definitions: dict[str, Pattern] = {}
    terms: dict[str, list[Alias]] = {}
    method: dict[str, Aspect] = {}
    method_summary: list[str] = []

    @validator("figures")
    def _unique_ids(cls, figures: list[Figure]) -> list[Figure]:
        seen: set[str] = set()
        for figure in figures:
            if figure.id in seen:
                raise ValueError(f"the id {figure.id} stands twice")
            seen.add(figure.id)
        return figures

    def broken_references(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Yield each name that leads nowhere: the path of the field, and what is wrong."""
        for index, figure in enumerate(self.figures):
            for field, table in (
                ("population", self.populations), ("item", self.items), ("source", self.sources),
            ):  # fmt: skip
                if getattr(figure, field) not in table:
                    yield ("figures", index, field), f"unknown {field} {getattr(figure, field)}"
            if figure.measure is not None and figure.measure not in self.measures:
                yield ("figures", index, "measure"), f"unknown measure {figure.measure}"
            for field in ("also", "read_otherwise"):
                if getattr(figure, field) not in {None, *self.notes}:
                    yield ("figures", index, field), f"unknown note {getattr(figure, field)}"
        yield from self._broken_tables()
        yield from self._broken_placeholders()

    def _broken_tables(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        for name, measure in self.measures.items():
            if measure.population not in self.populations:
                yield ("measures", name, "population"), f"unknown population {measure.population}"
            if not measure.computed_with and any(f.is_rounded for f in self.figures if f.measure == name):
                yield ("measures", name, "computed_with"), "a measure with rounded figures needs this field"
        for name, population in self.populations.items():
            if population.meaningful_gap_figure not in {None, *(figure.id for figure in self.figures)}:
                yield (
                    ("populations", name, "meaningful_gap_figure"),
                    f"unknown figure {population.meaningful_gap_figure}",
                )
        for index, group in enumerate(self.item_groups):
            for item in group.items:
                if item not in self.items:
                    yield ("item_groups", index, "items"), f"unknown item {item}"
        for aspect in self.method_summary:
            if aspect not in self.method:
                yield ("method_summary",), f"unknown aspect {aspect}"

    def _broken_placeholders(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        known = {figure.id for figure in self.figures} | {"year"} | {f"source:{name}" for name in self.sources}
        texts: list[tuple[tuple[str | int, ...], Pattern]] = [
            *((("notes", name), text) for name, text in self.notes.items()),
            *((("definitions", name), text) for name, text in self.definitions.items()),
            *((("method", name, "text"), aspect.text) for name, aspect in self.method.items()),
        ]
        for name, measure in self.measures.items():
            texts += [
                (("measures", name, field), getattr(measure, field))
                for field in ("title", "predicate", "caveat", "base")
                if getattr(measure, field)
            ]
            texts += [
                (("measures", name, "misreadings", index, "text"), misreading.text)
                for index, misreading in enumerate(measure.misreadings)
            ]
            texts += [
                (("measures", name, "suggestions", index), text) for index, text in enumerate(measure.suggestions)
            ]
        for name, item in self.items.items():
            texts += [(("items", name, "name"), item.name), (("items", name, "short"), item.short)]
        # These are said as they stand.
        plain = {"misreadings", "suggestions", "items"}
        for path, text in texts:
            allowed = known | ({"item"} if path[-1] == "predicate" else set())
            allowed = set() if plain.intersection(str(part) for part in path) else allowed
            for placeholder in text.placeholders:
                if placeholder not in allowed:
                    yield path, f"unknown placeholder {{{placeholder}}}"
