"""Collect every sentence that the assistant can produce and check its French: `make french`.

    python -m scripts.french [--list] [--kind message]

--list prints the texts themselves, each with where it comes from, and checks nothing.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections import Counter
from collections.abc import Iterable
from typing import get_args

from scripts.console import main
from scripts.french.checks import CHECKS, Remark
from scripts.french.checks.grammar import available, check_grammar
from scripts.french.collecting import collect
from scripts.french.model import Collection, Kind


def show(collection: Collection, kinds: Iterable[Kind]) -> None:
    """Print the texts of these kinds."""
    for text in collection.of(*kinds):
        print(f"[{text.kind}] {collection.origin(text)}\n{text.text}\n")


def check(collection: Collection) -> int:
    """Print the remarks of every check; return how many there are."""
    counts = Counter(text.kind for text in collection)
    print(f"{len(collection)} texts, {len(collection.lines())} different lines: {dict(counts)}")
    remarks = [("held back", Remark("a reply that the guard held back", given)) for given in collection.held_back]
    for name, run in CHECKS.items():
        remarks += [(name, remark) for remark in run(collection)]
    if available():
        remarks += [("grammar", remark) for remark in check_grammar(collection)]
    else:
        print("Grammar and spelling were not checked: Grammalecte was not found (make system-packages).")
    for name, remark in remarks:
        print(f"{name}: {remark}")
    print(f"{len(remarks)} remarks")
    return len(remarks)


def run() -> None:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(prog="python -m scripts.french", description="Every sentence, and its French.")
    parser.add_argument("--list", action="store_true", help="print the texts instead of checking them")
    parser.add_argument("--kind", choices=get_args(Kind), help="with --list: only texts of this kind")
    asked = parser.parse_args()
    # What the guard holds back is told here once, and not by the log of each reply.
    logging.disable(logging.CRITICAL)
    collection = collect()
    if asked.list:
        show(collection, [asked.kind] if asked.kind else get_args(Kind))
    elif check(collection):
        sys.exit(1)


if __name__ == "__main__":
    main(run)
