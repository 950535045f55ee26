"""All that was said in a run, as one HTML page that needs nothing else and no knowledge of regular expressions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby, pairwise
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from scripts.conversations.checking import Check
from scripts.conversations.coverage import Part
from scripts.conversations.holding import Held, HeldTurn
from scripts.conversations.telling import outcome, snippet

_TITLES = {
    "matches": "should say",
    "lacks": "should not say",
    "figures": "should use the figures",
    "differs_from_previous": "should have",
}


def write_page(path: Path, held: Sequence[Held], parts: Sequence[Part], seconds: float) -> None:
    """Write the page; files with failures come first, and in them the conversations that failed."""
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals |= {"snippet": snippet, "outcome": outcome, "titles": _TITLES, "marked": marked}
    page = templates.get_template("page.html.j2").render(
        files=_by_file(held),
        failed=[one for one in held if one.failed],
        count=len(held),
        turns=sum(len(one.turns) for one in held),
        tags=sorted({tag for one in held for tag in one.tags}),
        parts=parts,
        at=datetime.now().strftime("%Y-%m-%d %H:%M"),
        seconds=round(seconds),
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")


def marked(turn: HeldTurn) -> Iterator[tuple[str, str]]:
    """Yield the reply in pieces, each with what it is: found as expected, unwanted, or neither."""
    places = [(check.place, _mark(check)) for check in turn.checks if check.place and _mark(check)]
    edges = sorted({0, len(turn.reply), *(edge for place, _ in places for edge in place)})
    for start, end in pairwise(edges):
        marks = {mark for (first, last), mark in places if first <= start and end <= last}
        yield turn.reply[start:end], "unwanted" if "unwanted" in marks else "".join(marks)


def _mark(check: Check) -> str:
    if check.rule == "lacks":
        return "" if check.met else "unwanted"
    return "found" if check.rule == "matches" and check.met else ""


def _by_file(held: Iterable[Held]) -> list[tuple[str, list[Held], int]]:
    """Return each file with its conversations and the number of those that failed."""
    files = []
    for file, together in groupby(sorted(held, key=lambda one: one.file), key=lambda one: one.file):
        conversations = sorted(together, key=lambda one: (not one.failed, one.name))
        files.append((file, conversations, sum(one.failed for one in conversations)))
    return sorted(files, key=lambda file: (not file[2], file[0]))
