"""What a reply must be, and whether it is: each expectation met or not, with the place that shows it.

    bot:
      matches: [patterns that are all found in the reply]
      lacks: [patterns of which none is found]
      figures: {channel.email: 72}
      differs_from_previous: true

Of `figures`, those of the secondary reports that the reply adds need not be named; `{}` means no figure at all, and
without the key they are not looked at. `differs_from_previous`: these are not the words of the reply before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from scripts.conversations.nearest import nearest
from scripts.conversations.patterns import Pattern, Patterns
from scripts.conversations.talking import Reply
from scripts.conversations.yaml_files import check_keys

Rule = Literal["matches", "lacks", "figures", "differs_from_previous"]
Place = tuple[int, int]


@dataclass(frozen=True)
class Check:
    """One expectation, held against a reply.

    written, means: what was expected, as its author wrote it and in words.
    place: where in the reply it was found; where it was not, the nearest text, if any.
    note: the difference in words.
    """

    rule: Rule
    met: bool
    written: str
    means: str = ""
    place: Place | None = None
    note: str = ""


@dataclass(frozen=True)
class Expectation:
    """What a reply must be."""

    matches: tuple[Pattern, ...] = ()
    lacks: tuple[Pattern, ...] = ()
    figures: dict[str, float] | None = None
    differs_from_previous: bool = False

    @classmethod
    def read(cls, data: dict[str, Any], patterns: Patterns) -> Expectation:
        """Read it from the YAML; raises ValueError for what is no expectation."""
        check_keys(data, {"matches", "lacks", "figures", "differs_from_previous"}, "bot")
        return cls(
            _read_all(data.get("matches"), patterns),
            _read_all(data.get("lacks"), patterns),
            data.get("figures"),
            bool(data.get("differs_from_previous")),
        )

    def also(self, other: Expectation) -> Expectation:
        """Add the patterns of another one, each once."""
        return Expectation(
            tuple(dict.fromkeys((*self.matches, *other.matches))),
            tuple(dict.fromkeys((*self.lacks, *other.lacks))),
            self.figures,
            self.differs_from_previous,
        )

    def check(self, reply: Reply, previous: Reply | None) -> Iterator[Check]:
        """Yield each expectation, met by `reply` or not."""
        for pattern in self.matches:
            found = pattern.found(reply.text)
            place = found.span() if found else nearest(pattern.regex, reply.text)
            yield Check("matches", bool(found), pattern.written, pattern.means, place)
        for pattern in self.lacks:
            found = pattern.found(reply.text)
            yield Check("lacks", not found, pattern.written, pattern.means, found.span() if found else None)
        if self.figures is not None:
            told = self._figures_that_count(reply)
            difference = "; ".join(_difference(self.figures, told))
            yield Check("figures", not difference, _listed(self.figures), note=difference)
        if self.differs_from_previous:
            same = previous is not None and reply.text == previous.text
            note = "these are the words of the reply before" if same else ""
            yield Check("differs_from_previous", not same, "other words than in the reply before", note=note)

    def _figures_that_count(self, reply: Reply) -> dict[str, float]:
        if not self.figures:
            return reply.figures
        return {told.id: told.value for told in reply.told if not told.secondary or told.id in self.figures}


def _read_all(written: list[str] | None, patterns: Patterns) -> tuple[Pattern, ...]:
    return tuple(pattern for one in written or () for pattern in patterns.read(str(one)))


def _difference(expected: dict[str, float], told: dict[str, float]) -> Iterator[str]:
    for name, value in expected.items():
        if name not in told:
            yield f"{name} is not told"
        elif told[name] != value:
            yield f"{name} is told as {told[name]:g}, not {value:g}"
    for name in told.keys() - expected.keys():
        yield f"{name} ({told[name]:g}) was not expected"


def _listed(figures: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in figures.items()) or "no figure at all"
