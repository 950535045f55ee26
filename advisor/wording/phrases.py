"""The sentences of phrases.yml, checked when they are loaded: not one holds a number."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

from pydantic import parse_obj_as
from ruamel.yaml import YAML

from advisor.survey.schema import Pattern
from advisor.wording.template import Rendered, Value, render


@functools.lru_cache(maxsize=1)
def phrases() -> dict[str, dict[str, Pattern]]:
    """Return every sentence by group and name; raises ValueError when one holds a number."""
    path = Path(__file__).with_name("phrases.yml")
    data = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return parse_obj_as(dict[str, dict[str, Pattern]], data)


def say(name: str, values: Mapping[str, Value] | None = None) -> Rendered:
    """Return the sentence called « group.name », filled with `values`."""
    group, _, key = name.partition(".")
    return render(phrases()[group][key], values)
