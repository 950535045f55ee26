"""Schemathesis, which goes with none of Rasa's pins: a command of .venv-tools."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts.setup import TOOLS_VENV
from tests.api.trial import TOKEN, WEBHOOK, Trial

DOCUMENT = Path("docs/openapi.yaml")
_CONFIG = Path("tests/api/schemathesis.toml")


def document() -> dict[str, Any]:
    """Read the description of the routes."""
    read: dict[str, Any] = yaml.safe_load(DOCUMENT.read_text(encoding="utf-8"))
    return read


def tool(name: str) -> Path:
    """Return a command of .venv-tools; without it the test is skipped."""
    path = TOOLS_VENV / "bin" / name
    if not path.exists():
        pytest.skip(f"{path} is missing: `make setup-tools` installs it.")
    return path


def described(trial: Trial) -> dict[str, Any]:
    """Return the description as it is true of the server on trial: the token is set, and a plan exists."""
    here = document()
    for item in here["paths"].values():
        for operation in item.values():
            if "security" in operation:
                operation["security"] = [{"token": []}]
    plan = _plan(trial)
    (parameter,) = here["paths"]["/plan/{document}"]["get"]["parameters"]
    del parameter["example"]
    parameter["examples"] = {ending: {"value": plan + ending} for ending in ("", ".md", ".ics")}
    return here


def _plan(trial: Trial) -> str:
    """Ask for a plan and return its name."""
    said = ("je veux de la notoriété", "fais-moi un plan")
    answers = [trial.post(WEBHOOK, {"sender": "planner", "message": text}).json() for text in said]
    (url,) = (part["custom"]["plan"]["url"] for part in answers[-1] if "custom" in part)
    return str(url).rpartition("/")[2]


def run(trial: Trial, folder: Path, examples: int, *options: str) -> int:
    """Try each operation with so many examples and more, by all checks; return how many cases there were.

    Fails with Schemathesis' own report.
    """
    path = folder / "openapi.json"
    path.write_text(json.dumps(described(trial)), encoding="utf-8")
    command = [tool("schemathesis"), "--no-color", "--config-file", _CONFIG, "run", path, "--url", trial.base]
    command += ["--checks", "all", "--max-examples", str(examples), "--no-shrink", *options]
    # Its hooks are a module below the current folder.
    env = {**os.environ, "TRIAL_TOKEN": TOKEN, "PYTHONPATH": "."}
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, env=env)
    assert done.returncode == 0, done.stdout + done.stderr
    found = re.search(r"^ +([0-9,]+) generated", done.stdout, re.MULTILINE)
    assert found, done.stdout
    return int(found[1].replace(",", ""))
