"""The figures of understanding, printed when the run ends, passed or not, whichever process measured them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

_LINES = pytest.StashKey[list[str]]()
_SENT = "figures"


@pytest.fixture(scope="session")
def report(pytestconfig: pytest.Config) -> Callable[[str], None]:
    """Return the function that keeps a line for the end of the run."""
    return pytestconfig.stash.setdefault(_LINES, []).append


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Send the lines to the process that pytest-xdist reports to."""
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[_SENT] = session.config.stash.get(_LINES, [])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take the lines of a process of pytest-xdist."""
    node.config.stash.setdefault(_LINES, []).extend(getattr(node, "workeroutput", {}).get(_SENT, []))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the lines."""
    lines = config.stash.get(_LINES, [])
    if lines:
        terminalreporter.section("understanding")
        for line in lines:
            terminalreporter.write_line(line)
