"""The run: it fails when it should, says why, and gates what is visited, with and without several workers."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.conversations_tool.conftest import FakeAssistant

ROOT = Path(__file__).resolve().parents[2]
Write = Callable[..., Path]
Run = Callable[..., subprocess.CompletedProcess[str]]

GOOD = """
tags: [talk]
test_cases:
  - test_case: greets
    steps:
      - user: salut
      - bot: {matches: [bonjour], figures: {}}
  - test_case: gives_the_figure
    tags: [survey]
    steps:
      - user: combien ?
      - bot: {matches: [73 %], figures: {channel.social: 73}}
"""
BAD = """
test_cases:
  - test_case: asks_what_is_not_said
    steps:
      - user: combien ?
      - bot: {matches: [72 %]}
"""


@pytest.fixture()
def run(fake: FakeAssistant, write: Write, tmp_path: Path) -> Run:
    """Hold conversations with the fake assistant, in a pytest of their own."""

    def run(*options: str, **files: str) -> subprocess.CompletedProcess[str]:
        folder = write(**files)
        plugins = ["-p", "scripts.conversations.plugin", "-p", "tests.conftest", "-p", "no:cacheprovider"]
        command = [sys.executable, "-m", "pytest", str(folder), "-q", *plugins]
        command += [f"--conversations-folder={folder}", f"--junitxml={tmp_path / 'junit.xml'}", *options]
        quiet = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        env = {**quiet, "ASSISTANT_URL": fake.url, "ASSISTANT_CONVERSATIONS": ""}
        return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=env)

    return run


@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["alone", "workers"])
def test_all_conversations_green_still_fail_where_a_figure_is_not_visited(run: Run, workers: list[str]) -> None:
    done = run(*workers, mine=GOOD)
    assert done.returncode == pytest.ExitCode.TESTS_FAILED
    assert "1 failed, 2 passed" in done.stdout
    assert "every_figure_is_visited" in done.stdout
    missing = re.search(r"No conversation visits these figures:\n((?:  \S+\n)+)", done.stdout)
    assert missing
    assert "  adoption\n" in missing[1]
    assert "  channel.social\n" not in missing[1]


@pytest.mark.parametrize("options", [["--tags=survey"], ["-k", "greets"]])
def test_nothing_is_gated_when_only_some_were_asked_for(run: Run, options: list[str]) -> None:
    done = run(*options, mine=GOOD)
    assert done.returncode == pytest.ExitCode.OK
    assert "1 passed, 1 deselected" in done.stdout
    assert re.search(r"figures: \d of \d+ visited\n", done.stdout)


def test_what_fails_is_told_in_the_terminal_the_page_and_junit(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    done = run("-n", "2", "--tb=no", f"--conversations-report={page}", good=GOOD, bad=BAD)
    assert done.returncode == pytest.ExitCode.TESTS_FAILED
    assert "bad › asks_what_is_not_said" in done.stdout
    assert "not found; the nearest is « [73 %] des entreprises" in done.stdout
    assert '<h1><span class="bad">1 of 3 conversations failed' in page.read_text(encoding="utf-8")
    suite = ElementTree.parse(tmp_path / "junit.xml").getroot()[0]
    failed = {case.get("name"): case[0].get("message") or "" for case in suite if len(case)}
    assert failed.keys() == {"asks_what_is_not_said", "every_figure_is_visited"}
    assert "✗ expected 72 %" in failed["asks_what_is_not_said"]


def test_a_file_with_a_slip_is_one_error_in_one_line(run: Run) -> None:
    done = run(good=GOOD, bad=BAD.replace("matches", "matchs"))
    assert done.returncode == pytest.ExitCode.INTERRUPTED
    assert "bad.yml: asks_what_is_not_said: turn 1: bot: unknown matchs" in done.stdout
    assert "Traceback" not in done.stdout


def test_an_unknown_tag_is_an_error(run: Run) -> None:
    done = run("--tags=surveys", mine=GOOD)
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "No conversation has the tag « surveys »; there is survey." in done.stderr
