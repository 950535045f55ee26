"""The shape of the files in advice/. What the checks here refuse never reaches a visitor."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, root_validator, validator

from advisor.survey.schema import Alias, Pattern, Strict

Cost = Literal["none", "low", "medium", "high"]
TradeId = Literal["craft", "shop", "b2b", "hospitality"]


class Goal(Strict):
    """Something that an owner may want: measured by a survey under `item`, or the owner's own under `name`."""

    item: str | None = None
    name: Pattern | None = None

    @root_validator(skip_on_failure=True)
    def _one_of_both(cls, values: dict[str, object]) -> dict[str, object]:
        if (values["item"] is None) == (values["name"] is None):
            raise ValueError("a goal has either the « item » of the survey that measures it, or a « name » of its own")
        return values


class Trade(Strict):
    """A kind of firm for which actions have an example."""

    name: Pattern
    aliases: list[Alias] = Field(min_items=1)


class Kpi(Strict):
    """How the owner knows that an action works: what to count, and how to read it."""

    what: Pattern
    reading: Pattern


class Examples(Strict):
    """What an action looks like in each kind of firm."""

    craft: Pattern
    shop: Pattern
    b2b: Pattern
    hospitality: Pattern


class Action(Strict):
    """One piece of advice that can be done.

    goals: ids of goals.yml, the main one first; channels: items of the survey through which it works;
    minutes: effort a week once it runs; figures: ids of the figures that support it, none where no figure does.
    """

    id: str
    title: Pattern
    goals: list[str] = Field(min_items=1, max_items=3)
    channels: list[str]
    minutes: int = Field(ge=15, le=180)
    cost: Cost
    needs: list[Pattern] = Field(max_items=3)
    start: Pattern
    routine: Pattern
    kpi: Kpi
    examples: Examples
    figures: list[str]

    @validator("minutes")
    def _quarters(cls, minutes: int) -> int:
        if minutes % 15:
            raise ValueError("must be a multiple of a quarter of an hour")
        return minutes


class OwnerQuestion(Strict):
    """An answer to a question that owners ask and the survey does not measure.

    title: what it is about, as it stands after « aucun chiffre sur »; nearest: ids of the nearest figures.
    """

    title: Pattern
    answer: list[Pattern] = Field(min_items=1, max_items=3)
    depends: Pattern
    nearest: list[str] = Field(max_items=2)
    suggestions: list[Pattern] = Field(min_items=2, max_items=3)


class Contact(Strict):
    """The person whom a visitor can reach; set by the site's owner, empty when there is none."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None
    address: str | None = None
