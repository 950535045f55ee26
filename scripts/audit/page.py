"""The part of docs/security.md that is written from advisories.yml."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path

from scripts.audit.accepted import Accepted, Package
from scripts.audit.services import Pin, npm_pins, python_pins

PAGE = Path("docs/security.md")
BEGIN = "<!-- From here on written by `make audit PAGE=1` from advisories.yml. -->"
END = "<!-- Up to here. -->"
WIDTH = 130


def _packages(packages: Mapping[str, Package], pins: list[Pin]) -> Iterator[str]:
    for name, package in packages.items():
        versions = ", ".join(pin.version for pin in pins if pin.name == name) or "not locked"
        rows = "\n".join(f"| {advisory} | {what} |" for advisory, what in package.advisories.items())
        mitigation = textwrap.fill(package.mitigation, WIDTH)
        yield f"### {name} {versions}\n\n{mitigation}\n\n| advisory | what it is |\n|---|---|\n{rows}\n"


def section(accepted: Accepted) -> str:
    """The known advisories in Markdown, each package in the version that is locked."""
    parts = [*_packages(accepted.python, python_pins()), *_packages(accepted.npm, npm_pins())]
    return "\n".join([BEGIN, "", *parts, END])


def with_section(text: str, accepted: Accepted) -> str:
    """The page with that part written anew; raises ValueError where the page lacks its marks."""
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    return before + section(accepted) + after
