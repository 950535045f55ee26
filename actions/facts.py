"""The base of facts of the action server, read once."""

from __future__ import annotations

import functools
import os
from pathlib import Path

from advisor.survey import FactBase, load_facts


@functools.lru_cache(maxsize=1)
def facts() -> FactBase:
    """Return the base of facts of this checkout, or of the folder named by SURVEYS."""
    return load_facts(Path(os.environ.get("SURVEYS", Path(__file__).resolve().parent.parent / "surveys")))
