"""What the gates are measured by, tests/nlu/scoring.py and transforms.py, under names with types.

They belong to the tests, which are no package of the product: this is the only place that reaches for them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

Entries = list[dict[str, Any]]
Understand = Callable[[str], dict[str, Any]]
Rewrite = Callable[[str], str]

_scoring = import_module("tests.nlu.scoring")

MODEL: Path = _scoring.MODEL
WITH_ENTITIES: frozenset[str] = _scoring.WITH_ENTITIES
WITH_GOALS: frozenset[str] = _scoring.WITH_GOALS
TRANSFORMS: Mapping[str, Rewrite] = import_module("tests.nlu.transforms").TRANSFORMS

read: Callable[[Path], Entries] = _scoring.read
# How a set is understood: `kind`, `refused`, `f1`.
score: Callable[..., Any] = _scoring.score
questions_found: Callable[[dict[str, Any]], list[str]] = _scoring.questions_found
goals_found: Callable[[dict[str, Any]], set[str]] = _scoring.goals_found
# Which entities count, and when two are the same.
entities_found: Callable[[dict[str, Any]], set[str]] = _scoring._found
entity_written: Callable[[str], str] = _scoring._normal
