"""Networks lie beside the model: made once, whole, and anew for another version."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from networks import unpacked as module
from networks.unpacked import unpacked

PACKAGE = "numpy"


def write(folder: Path) -> None:
    (folder / "one").write_text("1")
    (folder / "two").write_text("2")


def test_it_is_made_once_whoever_asks(tmp_path: Path) -> None:
    folders: list[Path] = []
    asking = [
        threading.Thread(target=lambda: folders.append(unpacked("trial", PACKAGE, write, tmp_path))) for _ in range(4)
    ]
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    folders.append(unpacked("trial", PACKAGE, lambda _: pytest.fail("made again"), tmp_path))
    assert len(folders) == 5
    assert set(folders) == set(tmp_path.iterdir())
    assert sorted(path.name for path in folders[0].iterdir()) == ["one", "two"]


def test_another_version_is_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = unpacked("trial", PACKAGE, write, tmp_path)
    monkeypatch.setattr(module, "version", lambda package: f"{package} 99")
    assert unpacked("trial", PACKAGE, write, tmp_path) != before


def test_what_was_broken_off_leaves_nothing(tmp_path: Path) -> None:
    def broken(folder: Path) -> None:
        write(folder)
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        unpacked("trial", PACKAGE, broken, tmp_path)
    assert not list(tmp_path.iterdir())
