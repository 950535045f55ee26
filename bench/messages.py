"""What visitors say in the conversations of tests/conversations/: what every load says to a server."""

from __future__ import annotations

from pathlib import Path

import yaml

FOLDER = Path(__file__).resolve().parents[1] / "tests/conversations"


def conversations() -> list[list[str]]:
    """Return what visitors say, by conversation."""
    cases = [
        case
        for file in sorted(FOLDER.glob("*.yml"))
        for case in yaml.safe_load(file.read_text(encoding="utf-8")).get("test_cases") or ()
    ]
    return [[step["user"] for step in case["steps"] if "user" in step] for case in cases]
