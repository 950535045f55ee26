"""advisories.yml: the known advisories of the locked packages, each with the reason why we can live with it."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import ConstrainedStr, validator

from advisor.checked_yaml import parse, read
from advisor.survey.schema import Strict

ACCEPTED = Path("advisories.yml")
_NAME = re.compile(r"CVE-\d{4}-\d{4,}|GHSA(-[0-9a-z]{4}){3}|PYSEC-\d{4}-\d+")


class Text(ConstrainedStr):
    """A sentence or more."""

    min_length = 10
    strip_whitespace = True


class Package(Strict):
    """What is known of one locked package, and what keeps it from doing harm in this product.

    advisories: what each is, by its name; one may go by several, and any of them will do.
    """

    mitigation: Text
    advisories: dict[str, Text]

    @validator("advisories")
    def _named(cls, value: dict[str, Text]) -> dict[str, Text]:
        if not value:
            raise ValueError("a package without advisories has no place here")
        for name in value:
            if not _NAME.fullmatch(name):
                raise ValueError(f"« {name} » is no name of an advisory (CVE-…, GHSA-… or PYSEC-…)")
        return value


class Accepted(Strict):
    """The whole file: packages by name, of each registry."""

    python: dict[str, Package]
    npm: dict[str, Package]


def load_accepted(path: Path = ACCEPTED) -> Accepted:
    """Return what is accepted; raises ContentError with file, line and field where the file breaks the schema."""
    return parse(Accepted, read(path), path)
