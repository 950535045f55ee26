"""Grammar and spelling by Grammalecte, as Debian packages it: one call for all lines, and what stands explained."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Extra, parse_obj_as
from ruamel.yaml import YAML

from scripts.french.checks.remark import Remark
from scripts.french.checks.typography import without_addresses
from scripts.french.model import Collection

_FOLDER = Path(__file__).resolve().parents[1]
_COMMAND = "grammalecte-cli"
# What Grammalecte adds to a rule's name for each of its branches.
_BRANCH = "__b"


class Explained(BaseModel):
    """A remark that is wrong: the rule, the words remarked on, and why they are right."""

    rule: str
    words: str
    reason: str

    class Config:
        """Pydantic's settings."""

        extra = Extra.forbid
        frozen = True


@dataclass(frozen=True)
class Finding:
    """What Grammalecte says of some words of a line; spelling has no rule."""

    line: str
    words: str
    rule: str
    message: str


def available() -> bool:
    """Tell whether the machine has Grammalecte."""
    return shutil.which(_COMMAND) is not None


def explained() -> list[Explained]:
    """Return the remarks that stand explained in explained.yml."""
    return parse_obj_as(list[Explained], _read("explained.yml"))


def house_words() -> list[str]:
    """Return the words that no dictionary has and we write."""
    return parse_obj_as(list[str], _read("house_words.yml"))


def _read(name: str) -> Any:
    return YAML(typ="safe").load((_FOLDER / name).read_text(encoding="utf-8")) or []


def findings(lines: Sequence[str]) -> Iterator[Finding]:
    """Yield all that Grammalecte says of `lines`, each a paragraph of its own."""
    read = [without_addresses(line) for line in lines]
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write("\n".join(read) + "\n")
        file.flush()
        command = [_COMMAND, "--file", file.name, "--json", "--only_when_errors"]
        # It runs in Debian's Python, not in ours, and writes UTF-8 only where it is told to.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        run = subprocess.run(
            command, capture_output=True, check=True, encoding="utf-8", env={**environment, "PYTHONUTF8": "1"}
        )
    for paragraph in json.loads(run.stdout)["data"]:
        number = paragraph["iParagraph"] - 1
        line = lines[number]
        for error in paragraph["lGrammarErrors"]:
            rule, words = error["sRuleId"].partition(_BRANCH)[0], read[number][error["nStart"] : error["nEnd"]]
            yield Finding(line, words, rule, error["sMessage"])
        for error in paragraph["lSpellingErrors"]:
            yield Finding(line, error["sValue"], "", "a word that no dictionary has")


def check_grammar(
    collection: Collection, known: Iterable[Explained] | None = None, words: Iterable[str] | None = None
) -> Iterator[Remark]:
    """Yield what Grammalecte says and nothing explains, then the explanations and house words without use."""
    explanations = list(explained() if known is None else known)
    house = list(house_words() if words is None else words)
    unused = {(given.rule, given.words) for given in explanations} | {("", word) for word in house}
    right = frozenset(unused)
    lines = collection.lines()
    for finding in findings(list(lines)):
        key = (finding.rule, finding.words)
        unused.discard(key)
        if key not in right:
            named = f"{finding.rule or 'spelling'}, « {finding.words} »: {finding.message}"
            yield Remark(named, finding.line, collection.origin(lines[finding.line]))
    for rule, text in sorted(unused):
        yield Remark(f"explained without need: {rule or 'house word'}", text)
