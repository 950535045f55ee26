"""The base of facts that the product ships, read once a process."""

from __future__ import annotations

import functools
import os
from pathlib import Path

from advisor.survey.base import FactBase
from advisor.survey.loader import load_facts

ROOT = Path(__file__).resolve().parents[2]


@functools.lru_cache(maxsize=1)
def shipped_facts() -> FactBase:
    """Return the base of facts of surveys/, or of the folder named by SURVEYS; raises ContentError when broken."""
    return load_facts(Path(os.environ.get("SURVEYS", ROOT / "surveys")))
