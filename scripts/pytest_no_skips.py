"""A pytest plugin for CI: a skipped test fails the run (`-p scripts.pytest_no_skips`).

On one's own machine a test may skip for want of a browser; in CI that would hide that it never ran.
"""

from __future__ import annotations

import pytest

skipped: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note a skipped test; pytest reports an expected failure as skipped as well."""
    if report.skipped and not hasattr(report, "wasxfail"):
        skipped.append(report.nodeid)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Note a module that skipped itself while it was collected."""
    if report.skipped:
        skipped.append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that skipped something."""
    if skipped and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which tests were skipped and that this is why the run failed."""
    if skipped:
        terminalreporter.section("skipped, which CI does not allow")
        terminalreporter.write_line("\n".join(sorted(set(skipped))))
