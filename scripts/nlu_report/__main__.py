"""Measure how well the assistant understands, and write it on one page: `make nlu-report`.

    python -m scripts.nlu_report [--anyway]

The trained model (CAP_RESEAUX_MODEL names another) reads the sets of tests/nlu/. Its classifiers, trained anew on four
fifths of data/nlu/ at a time, read the last fifth. Nothing of the product is changed. --anyway takes a model that is
older than what it is made from.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.console import fail, main
from scripts.nlu_report.scoring import MODEL as MEASURED
from scripts.nlu_report.understood import tallies
from scripts.train import MODEL, is_trained

if TYPE_CHECKING:
    from scripts.nlu_report.page import Report

PAGE = Path("var/results/nlu.html")
# In the terminal: how many of the weakest kinds.
_WEAKEST = 5


def check_model(anyway: bool) -> bool:
    """Return whether the model is older than what it is made from; end the program if that, or its absence, matters."""
    if not MEASURED.is_file():
        raise fail(f"{MEASURED} is missing: `make train` makes it.")
    if MEASURED != MODEL or is_trained():
        return False
    if not anyway:
        raise fail(
            f"{MODEL} is older than what it is made from: `make train` makes it anew, "
            "`make nlu-report ANYWAY=1` reports on it as it is."
        )
    return True


def summary(report: Report) -> Iterator[str]:
    """Yield the lines that the terminal shows."""
    for source in report.sources:
        yield ""
        yield f"{source.title}, {len(source.sentences):,} sentences"
        yield from (f"  {what:<30} {got:6.1%}  of {count:,}" for what, (got, count) in source.figures.items())
    held_out = report.sources[0]
    meant = [tally for tally in tallies(held_out.kinds).values() if tally.support]
    weakest = sorted(meant, key=lambda tally: tally.f1 or 0)[:_WEAKEST]
    yield ""
    yield "Weakest kinds in cross-validation: " + ", ".join(f"{one.label} {one.f1 or 0:.2f}" for one in weakest)
    yield f"Gates passed: {len(report.gates) - len(report.failed)} of {len(report.gates)}"
    for gate in report.failed:
        yield f"  ✗ {gate.name}: {gate.got:.1%}, {'at most' if gate.at_most else 'at least'} {gate.bound:.0%}"
    if report.unseen_in_training:
        yield f"Not in the graph that trains, but in the one that answers: {', '.join(report.unseen_in_training)}"
    if report.stale:
        yield f"{MODEL} is older than what it is made from: these are its figures, not those of the files."


def program() -> None:
    """Make the report, write it and print its summary."""
    parser = argparse.ArgumentParser(prog="python -m scripts.nlu_report", description="Report on the understanding.")
    parser.add_argument("--anyway", action="store_true", help="take a model that is older than what it is made from")
    stale = check_model(parser.parse_args().anyway)
    # Rasa turns all deprecation warnings on; and it is slow to import, which what is said above need not wait for.
    logging.getLogger("py.warnings").addHandler(logging.NullHandler())
    logging.getLogger("py.warnings").propagate = False
    logging.captureWarnings(True)
    from scripts.nlu_report.measuring import make_report
    from scripts.nlu_report.page import write_page

    report = make_report(stale)
    write_page(PAGE, report)
    print(*summary(report), f"The page: {PAGE}", sep="\n")


if __name__ == "__main__":
    main(program)
