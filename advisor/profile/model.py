"""The owner's profile: goals, channels used, time, size, trade. Immutable; a change makes a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal

# What the assistant may ask for, in the order in which it asks.
Field = Literal["goals", "channels", "minutes", "staff", "trade"]
FIELDS: tuple[Field, ...] = ("goals", "channels", "minutes", "staff", "trade")


@dataclass(frozen=True)
class Profile:
    """What is known of an owner.

    goals: ids of advice/goals.yml, or the owner's own words, the first told first.
    channels: items of the survey's channels that they use; None while unknown, empty when they use none.
    minutes: time for communication, in minutes a week; staff: people in the firm.
    trade: a key of advice/trades.yml; trade_words: how they named it, with or without a key.
    skipped: the fields that they did not want to tell.
    """

    goals: tuple[str, ...] = ()
    channels: tuple[str, ...] | None = None
    minutes: int | None = None
    staff: int | None = None
    trade: str | None = None
    trade_words: str | None = None
    skipped: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is known."""
        return self != Profile()

    def knows(self, field: Field) -> bool:
        """Tell whether `field` has been told."""
        if field == "goals":
            return bool(self.goals)
        if field == "trade":
            return bool(self.trade or self.trade_words)
        return getattr(self, field) is not None

    def next_field(self) -> Field | None:
        """Return what is to be asked next; None when all is told or skipped."""
        return next((field for field in FIELDS if not self.knows(field) and field not in self.skipped), None)

    def skip(self, field: Field) -> Profile:
        """Return the profile of an owner who does not tell `field`."""
        return replace(self, skipped=tuple(dict.fromkeys((*self.skipped, field))))

    def to_dict(self) -> dict[str, Any]:
        """Return a form that JSON can hold; `from_dict` reads it back."""
        return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(self).items()}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any] | None) -> Profile:
        """Return the profile that `to_dict` made; keys that are unknown or empty are left out."""
        known = {field.name for field in fields(cls)}
        values: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value
            for key, value in (data or {}).items()
            if key in known and value is not None
        }
        return cls(**values)
