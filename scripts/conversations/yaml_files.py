"""YAML as people write it: read strictly, so that a slip is said and not passed over."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError


def read_yaml(path: Path) -> dict[str, Any]:
    """Return the mapping in a file; raises ValueError when it is none, or has a key twice."""
    try:
        content = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        line = mark.line + 1 if mark else 1
        reason = str(wrong.problem or wrong.context).strip().splitlines()[0]
        raise ValueError(f"{path.name}:{line}: not YAML: {reason}; are quotes missing?") from None
    except (YAMLError, UnicodeDecodeError) as wrong:
        raise ValueError(f"{path.name}: not YAML: {wrong}") from None
    if not isinstance(content, dict):
        raise ValueError(f"{path.name}: a mapping is expected")
    return content


def check_keys(mapping: Iterable[str], known: set[str], where: str) -> None:
    """Raise ValueError for a key that nobody knows."""
    unknown = set(mapping) - known
    if unknown:
        raise ValueError(f"{where}: unknown {', '.join(sorted(unknown))} (known: {', '.join(sorted(known))})")
