"""What the scripts show on the screen: one line for a step, one line for a failure.

Standard library only, and any Python 3: the set-up runs it before there is a virtual environment.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

LOGS = Path("var/log")
# A terminal shows the seconds in place; anywhere else each line stays, so they come less often.
TICK, TICK_IN_A_LOG = 1, 10
# Colours, progress bars drawn over and over, and the deprecation warnings that Rasa turns on.
NOISE = re.compile(
    r"\x1b\[[0-9;]*m|^.*\r(?!\n)|"
    r"^\S+:\d+: \w*DeprecationWarning: .*\n(?:Implementing .*\n)?(?: .*\n)?",
    re.MULTILINE,
)
# What every line of the servers' logs has.
_HEAD = ("time", "level", "logger", "event")
# How long a program gets to end by itself once it was asked to.
GRACE = 10


def last_lines(log: Path, count: int = 15) -> str:
    """The end of a log without its noise, or an empty string when there is none."""
    if not log.exists():
        return ""
    text = NOISE.sub("", log.read_bytes().decode(errors="replace"))
    return "\n".join(readable(line) for line in text.rstrip().splitlines()[-count:])


def readable(line: str) -> str:
    """A line of the servers' JSON as people read it; any other line as it stands."""
    try:
        told = json.loads(line)
        head = "{time:.19} {level} {logger}: {event}".format(**told)
        rest = [f"{key}={value}" for key, value in told.items() if key not in {*_HEAD, "exception"}]
        problems = [
            f"\n  {problem['type']}: {problem.get('message') or problem['where'][-1]}"
            for problem in told.get("exception", ())
        ]
    except (ValueError, TypeError, LookupError):
        return line
    return " ".join([head, *rest]) + "".join(problems)


def fail(message: str, log: Path | None = None) -> SystemExit:
    """The exit to raise: the end of `log`, then one clear line."""
    end = last_lines(log) if log else ""
    where = f" The whole log: {log}" if end else ""
    return SystemExit(f"{end}\n{message}{where}" if end else message)


def start(
    command: Sequence[str | Path],
    log: Path,
    env: Mapping[str, str] | None = None,
    *,
    append: bool = False,
    stdin: int = subprocess.DEVNULL,
    cwd: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start a command in a process group of its own, with all that it prints in `log`, after what was there or alone.

    In its own group Ctrl-C does not reach it, so that we alone decide when and in which order
    programs end, and what it starts in its turn ends with it.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab" if append else "wb") as output:
        return subprocess.Popen(
            [str(word) for word in command],
            stdin=stdin,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(env or {})},
            cwd=cwd,
            start_new_session=True,
        )


def end(process: subprocess.Popen[bytes], patience: float = GRACE) -> None:
    """End a command and its whole group: a request first, then by force.

    Force also ends what the command left behind; a group with nobody in it is a lookup error.
    """
    for request in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, request)
        except ProcessLookupError:
            break
        try:
            process.wait(timeout=patience)
        except subprocess.TimeoutExpired:
            continue
    process.wait()
    if process.stdin:
        process.stdin.close()


def step(
    label: str,
    command: Sequence[str | Path],
    log: Path,
    problem: str,
    env: Mapping[str, str] | None = None,
) -> None:
    """Run a command to its end, with a short line that tells how long it has been running.

    A command that fails ends the program with the last lines of its log and `problem`.
    """
    terminal = sys.stdout.isatty()
    begin = time.monotonic()

    def show(mark: str) -> None:
        line = f"{label}{mark} {time.monotonic() - begin:.0f} s"
        print(f"\r{line}" if terminal else line, end="" if terminal else "\n", flush=True)

    process = start(command, log, env)
    try:
        while True:
            try:
                code = process.wait(timeout=TICK if terminal else TICK_IN_A_LOG)
                break
            except subprocess.TimeoutExpired:
                show("…")
    finally:
        # Reached with the command still running only when we are interrupted.
        if process.poll() is None:
            print(end="\n" if terminal else "")
            end(process)
    show(": done in" if code == 0 else ": failed after")
    if terminal:
        print()
    if code != 0:
        raise fail(problem, log)


def main(program: Callable[[], object]) -> None:
    """Run a program so that Ctrl-C, `kill` and a closed terminal all end it in the same way.

    The first request counts; what comes while the program is ending must not cut that short.
    """
    requests = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def interrupt(*_: object) -> None:
        for request in requests:
            signal.signal(request, signal.SIG_IGN)
        raise KeyboardInterrupt

    for request in requests:
        signal.signal(request, interrupt)
    try:
        code = program()
        sys.exit(code if isinstance(code, int) else 0)
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        sys.exit(130)
