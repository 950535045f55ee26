"""Check what people write by hand: YAML, the surveys' schema, then Rasa's own validation.

Run as `python -m scripts.validate`.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from scripts.console import LOGS, fail, main, step

# What the model is trained from, and then what the servers read as well.
SOURCES = ("domain.yml", "config.yml", "data", "surveys")
SETTINGS = ("credentials.yml", "endpoints.yml")


def yaml_files(*roots: str) -> Iterator[Path]:
    """The YAML files under these files and folders, in a fixed order."""
    for root in map(Path, roots):
        files = sorted(root.rglob("*")) if root.is_dir() else [root]
        yield from (path for path in files if path.suffix in (".yml", ".yaml") and path.is_file())


def check_yaml(*roots: str) -> None:
    """End the program with file, line and reason at the first file that is not YAML."""
    for root in roots:
        if not Path(root).exists():
            raise fail(f"{root} is missing.")
    for path in yaml_files(*roots):
        try:
            YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            # The first line says it; Rasa's version of ruamel adds advice on Python code.
            reason = str(error.problem or error.context).strip().splitlines()[0]
            raise fail(f"{path}:{mark.line + 1 if mark else 1}: {reason}") from None
        except (YAMLError, UnicodeDecodeError) as error:
            raise fail(f"{path}: not YAML text in UTF-8: {str(error).splitlines()[0]}") from None


def check_content() -> None:
    """End the program with file, line and field when a survey or the advice breaks its schema."""
    for module in ("advisor.survey", "advisor.advice"):
        done = subprocess.run([sys.executable, "-m", module], capture_output=True, text=True)
        if done.returncode != 0:
            raise fail((done.stdout + done.stderr).strip())


def check_sources() -> None:
    """The quick checks, for every file that the assistant is made from."""
    check_yaml(*SOURCES, "advice", *SETTINGS)
    check_content()


def check_assistant() -> None:
    """All the checks; a warning of Rasa's fails like an error."""
    check_sources()
    log = LOGS / "validate.log"
    step(
        "Validating the assistant",
        [sys.executable, "-m", "rasa", "data", "validate", "--fail-on-warnings"],
        log,
        "`rasa data validate` found mistakes.",
    )
    # In spite of its option Rasa lets some warnings pass, such as an intent without examples.
    # What setuptools says of itself is not about our data.
    warnings = re.findall(r"UserWarning: (?!pkg_resources is deprecated)(.*)", log.read_text(encoding="utf-8"))
    if warnings:
        raise fail("\n".join([*warnings, "`rasa data validate` has warnings."]))


if __name__ == "__main__":
    main(check_assistant)
