"""The audit of the locked packages: what the services may answer, and the three things that it may say then."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement

from advisor.checked_yaml import ContentError
from scripts.audit import __main__ as command
from scripts.audit import services
from scripts.audit.accepted import Accepted, load_accepted
from scripts.audit.page import PAGE, with_section
from scripts.audit.services import Answer, Pin, ask_npm, ask_pip_audit, npm_pins, python_pins, read_npm, read_pip_audit
from scripts.audit.verdict import judge
from scripts.setup import DEV_LOCK, RUN_LOCK

SIX, KERAS, MARKED = Pin("six", "1.16.0"), Pin("keras", "2.12.0"), Pin("marked", "18.2.1")
# As pip-audit 2.10 and npm 11 write it.
FOUND = {
    "id": "CVE-2024-3660",
    "fix_versions": ["2.13.1rc0"],
    "aliases": ["GHSA-x4wf-678h-2pmq"],
    "description": "Keras code injection vulnerability",
}
NOT_KNOWN = "Dependency not found on PyPI and could not be audited"
VIA = {
    "source": 1,
    "name": "marked",
    "dependency": "marked",
    "title": "ReDoS in marked",
    "url": "https://github.com/advisories/GHSA-aaaa-bbbb-cccc",
    "severity": "high",
    "range": "<99.0.0",
}


def pip_audit(*entries: dict[str, Any]) -> str:
    return json.dumps({"dependencies": entries, "fixes": []})


def clear(pin: Pin) -> dict[str, Any]:
    return {"name": pin.name, "version": pin.version, "vulns": []}


def faulty(pin: Pin) -> dict[str, Any]:
    return {**clear(pin), "vulns": [FOUND]}


def skipped(pin: Pin) -> dict[str, Any]:
    return {"name": pin.name, "skip_reason": f"{NOT_KNOWN}: {pin.name} ({pin.version})"}


def npm(total: int, **found: list[Any]) -> str:
    vulnerabilities = {name: {"name": name, "via": via} for name, via in found.items()}
    return json.dumps({"vulnerabilities": vulnerabilities, "metadata": {"dependencies": {"total": total}}})


def accepting(package: str, *names: str) -> Accepted:
    entry = {"mitigation": "It is never called.", "advisories": dict.fromkeys(names, "It runs code.")}
    return Accepted.parse_obj({"python": {package: entry}, "npm": {}})


def told(answer: Answer, accepted: Accepted | None = None) -> list[str]:
    return list(judge(answer, accepted.python if accepted else {}).lines("Python packages"))


# ---------------------------------------------------------------- the three outcomes


def test_a_new_advisory_is_told_with_its_names_and_what_mends_it() -> None:
    assert told(read_pip_audit(pip_audit(clear(SIX), faulty(KERAS)), [SIX, KERAS])) == [
        "New advisory: keras 2.12.0: CVE-2024-3660, GHSA-x4wf-678h-2pmq: "
        "Keras code injection vulnerability (mended in: 2.13.1rc0)",
        "Python packages: 2 of 2 checked, advisories: 1, new: 1.",
    ]


@pytest.mark.parametrize("name", ["CVE-2024-3660", "GHSA-x4wf-678h-2pmq"])
def test_an_accepted_advisory_goes_by_any_of_its_names(name: str) -> None:
    answer = read_pip_audit(pip_audit(faulty(KERAS)), [KERAS])
    assert told(answer, accepting("keras", name)) == ["Python packages: 1 of 1 checked, advisories: 1, new: 0."]


def test_an_advisory_is_accepted_for_its_own_package_only() -> None:
    answer = read_pip_audit(pip_audit(faulty(SIX), faulty(KERAS)), [SIX, KERAS])
    assert [finding.pin for finding in judge(answer, accepting("keras", "CVE-2024-3660").python).new] == [SIX]


def test_an_accepted_advisory_that_no_longer_applies_is_named() -> None:
    accepted = accepting("keras", "CVE-2024-3660", "CVE-2024-55459")
    assert told(read_pip_audit(pip_audit(faulty(KERAS)), [KERAS]), accepted)[0] == (
        "No longer applies: keras: CVE-2024-55459. Take it out of advisories.yml."
    )
    # A package that is no longer locked has no advisories either.
    assert len(judge(read_pip_audit(pip_audit(clear(SIX)), [SIX]), accepted.python).gone) == 2
    # Nobody looked, so nobody knows.
    assert judge(read_pip_audit(pip_audit(skipped(KERAS)), [KERAS]), accepted.python).gone == []


def test_packages_that_were_all_skipped_are_not_checked() -> None:
    """Where pip-audit itself says that no known vulnerabilities were found."""
    assert told(read_pip_audit(pip_audit(skipped(SIX), skipped(KERAS)), [SIX, KERAS])) == [
        f"Python packages: not checked: all 2 ({NOT_KNOWN}): six 1.16.0, keras 2.12.0."
    ]


def test_a_package_that_was_skipped_or_left_out_is_named() -> None:
    other = Pin("tensorflow-macos", "2.12.0")
    assert told(read_pip_audit(pip_audit(clear(SIX), skipped(KERAS)), [SIX, KERAS, other])) == [
        "Python packages: 1 of 3 checked, advisories: 0, new: 0; "
        f"not checked: 1 of 3 ({NOT_KNOWN}): keras 2.12.0; "
        "not checked: 1 of 3 (pip-audit left it out): tensorflow-macos 2.12.0."
    ]


def test_npm_has_the_same_outcomes() -> None:
    new = read_npm(npm(1, marked=[VIA], another=["marked"]), [MARKED])
    assert [(finding.pin, *finding.names) for finding in new.findings] == [(MARKED, "GHSA-aaaa-bbbb-cccc")]
    assert read_npm(npm(1), [MARKED]) == Answer(checked=[MARKED])
    assert read_npm(npm(0), [MARKED]).unchecked == {MARKED: "npm looked at 0 of 1"}
    refused = json.dumps({"message": "405 Method Not Allowed", "error": {"summary": "", "detail": ""}})
    assert read_npm(refused, [MARKED]).unchecked == {MARKED: "405 Method Not Allowed"}


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (read_pip_audit(pip_audit(faulty(KERAS)), [KERAS]), 1),
        (read_pip_audit(pip_audit(faulty(KERAS), skipped(SIX)), [KERAS, SIX]), 1),
        (read_pip_audit(pip_audit(clear(KERAS)), [KERAS]), 0),
        (read_pip_audit(pip_audit(skipped(KERAS)), [KERAS]), 0),
    ],
    ids=["new", "new beside a skipped one", "none", "not checked"],
)
def test_only_a_new_advisory_breaks_the_build(
    answer: Answer, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "ask_pip_audit", lambda pins: answer)
    monkeypatch.setattr(command, "ask_npm", lambda pins: Answer(checked=list(pins)))
    assert command.audit(Accepted(python={}, npm={})) == code
    said = capsys.readouterr().out
    assert ("New advisory: keras" in said) == (code == 1)
    assert ("not checked" in said) == bool(answer.unchecked)


# ---------------------------------------------------------------- the programs that ask


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Put a Python script in the place of pip-audit and of npm."""
    folder = tmp_path / "tools/bin"
    folder.mkdir(parents=True)
    monkeypatch.setattr(services, "TOOLS_VENV", folder.parent)
    monkeypatch.setenv("PATH", str(folder))

    def write(script: str) -> None:
        for name in ("pip-audit", "npm"):
            (folder / name).write_text(f"#!{sys.executable}\nimport json, sys\n{script}\n", encoding="utf-8")
            (folder / name).chmod(0o755)

    return write


# Answers for what it was given; as the real one it refuses two versions of a package.
LISTING = """
lines = open(sys.argv[sys.argv.index("--requirement") + 1]).read().split()
pins = [line.split("==") for line in lines]
assert len({name for name, _ in pins}) == len(pins)
print(json.dumps({"dependencies": [{"name": name, "version": version, "vulns": []} for name, version in pins]}))
"""


def test_two_versions_of_a_package_are_both_asked_for(program: Any) -> None:
    program(LISTING)
    pins = [SIX, Pin("six", "1.17.0"), KERAS]
    answer = ask_pip_audit(pins)
    assert sorted(answer.checked) == sorted(pins)
    assert not answer.unchecked


@pytest.mark.parametrize("ask", [ask_pip_audit, ask_npm])
def test_a_service_that_cannot_be_reached_is_no_answer(ask: Any, program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (unchecked,) = ask([SIX]).unchecked.values()
    assert unchecked.endswith("was not found")
    program("print('Traceback', file=sys.stderr); sys.exit('ConnectionError: no such host')")
    (unchecked,) = ask([SIX]).unchecked.values()
    assert unchecked.endswith(": ConnectionError: no such host")
    monkeypatch.setattr(services, "PATIENCE", 0.1)
    program("import time; time.sleep(60)")
    (unchecked,) = ask([SIX]).unchecked.values()
    assert unchecked.endswith("had no answer within 0.1 s")


# ---------------------------------------------------------------- our own files


def test_the_locks_are_read_for_every_machine(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.txt"
    lines = ["six==1.16.0 ; sys_platform == 'darwin' \\", "    --hash=sha256:0", "    # via a==1", "keras==2.12.0", ""]
    lock.write_text("\n".join(lines), encoding="utf-8")
    assert python_pins([lock, lock]) == [KERAS, SIX]
    assert {"rasa", "pytest", "pip-audit", "uv", "tensorflow-macos"} <= {pin.name for pin in python_pins()}


def test_the_widgets_lock_is_read(tmp_path: Path) -> None:
    versions = {"": "1", "node_modules/a": "2", "node_modules/a/node_modules/@b/c": "3"}
    lock = {"packages": {path: {"version": version} for path, version in versions.items()}}
    (tmp_path / "package-lock.json").write_text(json.dumps(lock), encoding="utf-8")
    assert npm_pins(tmp_path) == [Pin("a", "2"), Pin("@b/c", "3")]
    assert "lit" in {pin.name for pin in npm_pins()}


def test_the_lock_keeps_what_stands_over_other_packages_demands() -> None:
    lines = Path("requirements-overrides.in").read_text(encoding="utf-8").splitlines()
    overrides = [Requirement(line) for line in lines if line and not line.startswith("#")]
    for lock in (RUN_LOCK, DEV_LOCK):
        locked = dict(python_pins([lock]))
        assert [str(one) for one in overrides if not one.specifier.contains(locked[one.name])] == []


def test_what_is_accepted_is_locked_and_stands_on_the_page() -> None:
    accepted = load_accepted()
    assert accepted.python.keys() <= {pin.name for pin in python_pins()}
    assert accepted.npm.keys() <= {pin.name for pin in npm_pins()}
    page = PAGE.read_text(encoding="utf-8")
    assert page == with_section(page, accepted), "`make audit PAGE=1` writes it anew"


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("{mitigation: It is never called., advisories: {CVE-3660: It runs code.}}", "« CVE-3660 » is no name"),
        ("{mitigation: It is never called., advisories: {}}", "has no place here"),
        ("{advisories: {CVE-2024-3660: It runs code.}}", "mitigation: field required"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_place(text: str, mistake: str, tmp_path: Path) -> None:
    path = tmp_path / "advisories.yml"
    path.write_text(f"npm: {{}}\npython:\n  keras: {text}\n", encoding="utf-8")
    with pytest.raises(ContentError, match=rf":3: python\.keras.*{mistake}"):
        load_accepted(path)


def test_the_pipeline_has_nothing_that_loads_a_model_of_tensorflow_or_skops() -> None:
    """Several advisories are accepted for this reason."""
    config = yaml.safe_load(Path("config.yml").read_text(encoding="utf-8"))
    names = {part["name"] for part in config["pipeline"] + config["policies"]}
    assert {name for name in names if not name.startswith("components.")} == {"FallbackClassifier", "RulePolicy"}
