"""Make virtual environments hold exactly the locked packages, in Python 3.10.

    python3 -m scripts.setup [LOCK …]

LOCK is requirements.txt (the default) or requirements-dev.txt, both of .venv, or requirements-tools.txt of
.venv-tools: programs that we only start, whose packages do not go together with Rasa's.
Standard library only, and any Python 3: it runs before there is a virtual environment. When nothing
changed it does nothing: .stamp in each environment says which lock it was made from.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from scripts.console import LOGS, fail, main, step

# uv alone, which makes the environments.
UV_VENV = Path(".tools")
VENV, TOOLS_VENV = Path(".venv"), Path(".venv-tools")
RUN_LOCK, DEV_LOCK, TOOLS_LOCK = (Path(f"requirements{part}.txt") for part in ("", "-dev", "-tools"))
# The environment of each lock.
HOMES = {RUN_LOCK: VENV, DEV_LOCK: VENV, TOOLS_LOCK: TOOLS_VENV}


def stamp_file(lock: Path) -> Path:
    """The file that says which lock the environment of this one was made from."""
    return HOMES[lock] / ".stamp"


def stamp_of(lock: Path) -> str:
    """What the stamp says when the environment was made from this lock."""
    return hashlib.sha256(lock.read_bytes()).hexdigest() + " python 3.10"


def is_ready(lock: Path) -> bool:
    """Whether its environment already holds the packages of this lock (the tests' lock holds the product's)."""
    stamp = stamp_file(lock)
    if not stamp.exists() or not (HOMES[lock] / "bin/python").exists():
        return False
    return stamp.read_text() in (stamp_of(lock), stamp_of(DEV_LOCK))


def answers(*command: str | Path) -> str | None:
    """What a command prints, or None where it is absent or fails, as a pyenv shim may."""
    try:
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def find_uv() -> Path:
    """A uv that works: the one on PATH, else our own in .tools, installed with its hash checked."""
    own = UV_VENV / "bin/uv"
    for uv in (shutil.which("uv"), own):
        if uv and answers(uv, "--version"):
            return Path(uv)
    # A half-made .tools (interrupted, or of a Python that is gone) is made again.
    problem = "uv could not be installed: see above (Debian needs the package python3-venv)."
    make: list[str | Path] = [sys.executable, "-m", "venv", "--clear", UV_VENV]
    step("Making .tools", make, LOGS / "setup-tools.log", problem)
    pip: list[str | Path] = [UV_VENV / "bin/python", "-m", "pip", "install", "--require-hashes"]
    install = [*pip, "-r", "requirements-uv.txt"]
    step("Installing uv", install, LOGS / "setup-uv.log", problem)
    return own


def find_python() -> str | None:
    """The path of a Python 3.10 on this machine, found without uv, which shims make noisy."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    installed = map(str, sorted(pyenv.glob("versions/3.10*/bin/python")))
    show = "import sys; sys.version_info[:2] == (3, 10) and print(sys.executable)"
    for python in (sys.executable, "python3.10", "python3", *installed):
        path = answers(python, "-c", show)
        if path:
            return path
    return None


def fetch_python(uv: Path) -> str:
    """A Python 3.10 that uv manages, downloaded where the network allows it."""
    answers(uv, "python", "install", "3.10")
    python = answers(uv, "python", "find", "3.10")
    if python is None:
        raise fail(
            "Python 3.10 is needed and was not found: install it,"
            " for example with `pyenv install 3.10`, and run this again."
        )
    return python


def set_up(lock: Path) -> None:
    """Make the environment of the lock anew and install the lock into it, byte code included."""
    uv = find_uv()
    python = find_python() or fetch_python(uv)
    venv = HOMES[lock]
    stamp_file(lock).unlink(missing_ok=True)
    step(
        f"Making {venv}",
        [uv, "venv", "--clear", "--python", python, venv],
        LOGS / "setup-venv.log",
        "The virtual environment could not be made.",
    )
    step(
        f"Installing the packages of {lock}",
        [uv, "pip", "sync", "--require-hashes", "--compile-bytecode", lock],
        LOGS / "setup-packages.log",
        "The packages could not be installed.",
        # The time is for big wheels on a slow line.
        {"VIRTUAL_ENV": str(venv.resolve()), "UV_HTTP_TIMEOUT": "300"},
    )
    stamp_file(lock).write_text(stamp_of(lock))


def run() -> None:
    """The command line."""
    locks = [Path(word) for word in sys.argv[1:]] or [RUN_LOCK]
    unknown = [str(lock) for lock in locks if lock not in HOMES]
    if unknown:
        raise fail(f"No lock of ours: {', '.join(unknown)}. There are {', '.join(map(str, HOMES))}.")
    for lock in locks:
        if not is_ready(lock):
            set_up(lock)


if __name__ == "__main__":
    main(run)
