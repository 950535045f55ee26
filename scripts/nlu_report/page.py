"""The report as one HTML page that needs nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from scripts.nlu_report import understood
from scripts.nlu_report.confusion import Confusion
from scripts.nlu_report.gates import Gate
from scripts.nlu_report.sources import MEASURES, Source
from scripts.nlu_report.understood import Finding, Tally, entity, tallies, whole

# How many sentences a list of mistakes shows, and how many confusions are told in words.
_SENTENCES, _CONFUSIONS = 40, 12


@dataclass(frozen=True)
class Report:
    """All that the page tells."""

    gates: Sequence[Gate]
    sources: Sequence[Source]
    order: Sequence[str]
    trained_kinds: Mapping[str, int]
    trained_goals: Mapping[str, int]
    trained_topics: Mapping[str, int]
    unseen_in_training: Sequence[str]
    model: str
    stale: bool
    made: str
    folds: int

    @property
    def failed(self) -> list[Gate]:
        """The gates that are not passed."""
        return [gate for gate in self.gates if not gate.passed]


@dataclass(frozen=True)
class Table:
    """Tallies by label, for each source; `trained` counts the training sentences of a label."""

    labels: Sequence[str]
    trained: Mapping[str, int] | None
    columns: Sequence[tuple[Source, Mapping[str, Tally]]]


def table(
    sources: Sequence[Source], of: str, order: Sequence[str] = (), trained: Mapping[str, int] | None = None
) -> Table:
    """Return the table of what `of` names (kinds, entities, goals, topics), without sources that have none."""
    label = entity if of == "entities" else whole
    columns = [(source, tallies(getattr(source, of), label)) for source in sources if getattr(source, of)]
    found = {name for _, by_label in columns for name in by_label} | set(trained or ())
    return Table([*(name for name in order if name in found), *sorted(found - set(order))], trained, columns)


def missed_values(findings: Sequence[Finding], kind: str) -> list[tuple[str, int]]:
    """Return the values of an entity that were missed, the commonest first."""
    missed = Counter(value for one in findings for value in one.wanted - one.found if entity(value) == kind)
    return [(value.partition(":")[2], count) for value, count in missed.most_common()]


def write_page(path: Path, report: Report) -> None:
    """Write the page."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(rendered(report), encoding="utf-8")


def rendered(report: Report) -> str:
    """Return the page's HTML."""
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals |= {"table": table, "missed_values": missed_values, "worst": understood.worst}
    templates.filters |= {"percent": _percent, "ratio": _ratio, "listed": _listed}
    return templates.get_template("page.html.j2").render(
        report=report,
        measures=[what for what in MEASURES if any(what in source.figures for source in report.sources)],
        matrices=[(source, Confusion.of(source.kinds, report.order)) for source in report.sources if source.kinds],
        most_sentences=_SENTENCES,
        most_confusions=_CONFUSIONS,
    )


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def _ratio(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _listed(values: frozenset[str]) -> str:
    return ", ".join(sorted(values)) or "nothing"
