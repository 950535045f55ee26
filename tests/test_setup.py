"""The set-up of the virtual environments: which lock is installed where, and when there is nothing to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import setup
from scripts.setup import DEV_LOCK, HOMES, RUN_LOCK, TOOLS_LOCK, is_ready, stamp_file, stamp_of


@pytest.fixture
def homes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Environments with a Python and no stamp yet."""
    monkeypatch.setattr(setup, "HOMES", {lock: tmp_path / venv for lock, venv in HOMES.items()})
    for venv in setup.HOMES.values():
        (venv / "bin").mkdir(parents=True, exist_ok=True)
        (venv / "bin/python").touch()


@pytest.mark.parametrize(
    ("installed", "ready"),
    [(RUN_LOCK, {RUN_LOCK}), (DEV_LOCK, {RUN_LOCK, DEV_LOCK}), (TOOLS_LOCK, {TOOLS_LOCK})],
)
def test_an_environment_serves_the_lock_it_was_made_from(installed: Path, ready: set[Path], homes: None) -> None:
    assert not any(map(is_ready, HOMES))
    stamp_file(installed).write_text(stamp_of(installed))
    assert set(filter(is_ready, HOMES)) == ready
    stamp_file(installed).write_text("another lock")
    assert not any(map(is_ready, HOMES))


def test_a_lock_that_is_none_of_ours_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["setup", "requirements-tool.txt"])
    with pytest.raises(SystemExit, match=r"No lock of ours: requirements-tool\.txt"):
        setup.run()
