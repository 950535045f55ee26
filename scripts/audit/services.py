"""What the advisory services say of the locked packages: pip-audit asks for Python, npm for the widget.

Both may end well without having looked at anything: pip-audit prints « No known vulnerabilities found » when the
service knows none of the packages, and leaves out those whose markers exclude the machine that it runs on. So what
counts is each package that stands in their answer.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

from scripts.setup import DEV_LOCK, RUN_LOCK, TOOLS_LOCK, TOOLS_VENV

UV_LOCK = Path("requirements-uv.txt")
WIDGET = Path("widget")
# Seconds that a service gets for all the packages.
PATIENCE = 120


class Pin(NamedTuple):
    """A locked package."""

    name: str
    version: str

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


@dataclass(frozen=True)
class Finding:
    """An advisory that a service has for a locked package; `names` are all those that it goes by."""

    pin: Pin
    names: frozenset[str]
    what: str


@dataclass
class Answer:
    """What came back: the packages that were looked at, those that were not and why, and what was found."""

    checked: list[Pin] = field(default_factory=list)
    unchecked: dict[Pin, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def __add__(self, other: Answer) -> Answer:
        return Answer(
            self.checked + other.checked,
            {**self.unchecked, **other.unchecked},
            self.findings + other.findings,
        )


def not_checked(pins: Iterable[Pin], why: str) -> Answer:
    """The answer when nobody answered."""
    return Answer(unchecked=dict.fromkeys(pins, why))


def python_pins(locks: Iterable[Path] = (RUN_LOCK, DEV_LOCK, TOOLS_LOCK, UV_LOCK)) -> list[Pin]:
    """What the locks hold, for any machine: each package and version once."""
    line = re.compile(r"^([\w.-]+)==([^\s;]+)", re.MULTILINE)
    return sorted({Pin(*found) for lock in locks for found in line.findall(lock.read_text(encoding="utf-8"))})


def npm_pins(folder: Path = WIDGET) -> list[Pin]:
    """What the widget's lock holds."""
    packages = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return [Pin(path.rpartition("node_modules/")[2], found["version"]) for path, found in packages.items() if path]


def read_pip_audit(text: str, pins: Sequence[Pin]) -> Answer:
    """Understand pip-audit's JSON; a package that it says nothing of was not checked."""
    answer = Answer()
    entries = {entry["name"]: entry for entry in json.loads(text)["dependencies"]}
    for pin in pins:
        entry: dict[str, Any] = entries.get(pin.name, {"skip_reason": "pip-audit left it out"})
        if "vulns" not in entry:
            # The reason names the package again, so that no two would be alike.
            answer.unchecked[pin] = entry["skip_reason"].removesuffix(f": {pin.name} ({pin.version})")
            continue
        answer.checked.append(pin)
        for found in entry["vulns"]:
            fixed = ", ".join(found["fix_versions"]) or "no version"
            names = frozenset([found["id"], *found["aliases"]])
            answer.findings.append(Finding(pin, names, f"{found['description']} (mended in: {fixed})"))
    return answer


def read_npm(text: str, pins: Sequence[Pin]) -> Answer:
    """Understand npm's JSON; where it looked at fewer packages than are locked, none counts as checked."""
    data = json.loads(text)
    if "vulnerabilities" not in data:
        return not_checked(pins, data.get("message") or data.get("error", {}).get("summary") or "npm gave no reason")
    looked_at = data["metadata"]["dependencies"]["total"]
    if looked_at < len(pins):
        return not_checked(pins, f"npm looked at {looked_at} of {len(pins)}")
    # A package that only depends on another with an advisory has that other's name here, no advisory.
    advisories = [via for found in data["vulnerabilities"].values() for via in found["via"] if isinstance(via, dict)]
    return Answer(
        list(pins),
        findings=[
            Finding(pin, frozenset([via["url"].rpartition("/")[2]]), f"{via['title']} (in {via['range']})")
            for via in advisories
            for pin in pins
            if pin.name == via["name"]
        ],
    )


def ask_pip_audit(pins: Sequence[Pin]) -> Answer:
    """Ask the service of the Python registry. It answers for any version, installed here or not."""
    versions: dict[str, list[Pin]] = defaultdict(list)
    for pin in pins:
        versions[pin.name].append(pin)
    answer = Answer()
    # Two locks may hold two versions of a package; pip-audit takes one at a time.
    for column in zip_longest(*versions.values()):
        answer += _ask_pip_audit_once([pin for pin in column if pin])
    return answer


def _ask_pip_audit_once(pins: Sequence[Pin]) -> Answer:
    with tempfile.TemporaryDirectory() as folder:
        # Without the locks' markers: they would leave out what other machines install.
        listed = Path(folder) / "requirements.txt"
        listed.write_text("".join(f"{pin.name}=={pin.version}\n" for pin in pins), encoding="utf-8")
        command: list[str | Path] = [TOOLS_VENV.resolve() / "bin/pip-audit", "--requirement", listed]
        command += ["--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off"]
        try:
            return read_pip_audit(_output(command), pins)
        except ServiceError as problem:
            return not_checked(pins, str(problem))


def ask_npm(pins: Sequence[Pin], folder: Path = WIDGET) -> Answer:
    """Ask the service of npm's registry."""
    command = ["npm", "audit", "--json", "--package-lock-only", "--fetch-retries=0"]
    try:
        return read_npm(_output(command, folder), pins)
    except ServiceError as problem:
        return not_checked(pins, str(problem))


class ServiceError(Exception):
    """A service that could not be asked, or did not answer in JSON; its text says why in one line."""


def _output(command: Sequence[str | Path], folder: Path = Path()) -> str:
    """The JSON that a command prints. It may end with 1 all the same: so both tell that they found something."""
    program = Path(command[0]).name
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE)
    except FileNotFoundError:
        raise ServiceError(f"{program} was not found") from None
    except subprocess.TimeoutExpired:
        raise ServiceError(f"{program} had no answer within {PATIENCE} s") from None
    try:
        json.loads(done.stdout)
    except ValueError:
        reason = [line for line in done.stderr.splitlines() if line.strip()]
        raise ServiceError(f"{program}: {reason[-1].strip() if reason else 'no answer'}") from None
    return done.stdout
