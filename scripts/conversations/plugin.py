"""The plugin of pytest that holds the conversations of tests/conversations/ and says what they visited.

Two tests of its own come last, if all conversations were held: that they visit every figure and every kind of question.
The process that pytest-xdist's workers report to runs them, so they work with and without `-n`.

--tags "corrections adviser": only conversations with one of these tags.
--conversations-report FILE: tell in the terminal what failed, and write the page with all that was said.
"""

from __future__ import annotations

import os
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from _pytest._code.code import TerminalRepr
from _pytest._io import TerminalWriter

from scripts.conversations.collecting import ConversationFile, ConversationTest
from scripts.conversations.coverage import Part, Territory, coverage
from scripts.conversations.holding import Held
from scripts.conversations.page import write_page
from scripts.conversations.reading import FOLDER, conversation_files, read_folder
from scripts.conversations.selection import Selection
from scripts.conversations.telling import Line, Tone, story, summary

_MARKUP: dict[Tone, dict[str, bool]] = {
    "plain": {},
    "good": {"green": True},
    "bad": {"red": True},
    "quiet": {"light": True},
    "strong": {"bold": True},
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("conversations")
    group.addoption(
        "--tags", default="", help='conversations with one of these tags ("a b", both: "a+b", without: "-a")'
    )
    group.addoption("--conversations-report", type=Path, metavar="FILE", help="write the page with all that was said")
    group.addoption("--conversations-folder", type=Path, default=FOLDER, help="where the conversations are")


def pytest_configure(config: pytest.Config) -> None:
    """Start the account of the run, in the process that all reports come to."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Run(config), "conversations-run")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ConversationFile | None:
    """Take the files of conversations, wherever pytest meets them."""
    folder = parent.config.getoption("conversations_folder").resolve()
    if file_path.suffix == ".yml" and file_path in conversation_files(folder):
        return ConversationFile.from_parent(parent, path=file_path)
    return None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the conversations without the tags that were asked for."""
    tests = [item for item in items if isinstance(item, ConversationTest)]
    words = config.getoption("tags")
    if not words:
        return
    try:
        selection = Selection.read(words, {tag for test in tests for tag in test.conversation.tags})
    except ValueError as wrong:
        raise pytest.UsageError(str(wrong)) from None
    left_out = [test for test in tests if not selection.takes(test.conversation.tags)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def assistant_conversations(
    assistant_url: str,  # noqa: ARG001 (it is started by now)
    tmp_path_factory: pytest.TempPathFactory,
) -> Path | None:
    """The database in which the assistant under test keeps conversations; None if it is not known.

    That of an assistant at ASSISTANT_URL is named by ASSISTANT_CONVERSATIONS.
    """
    named = os.environ.get("ASSISTANT_CONVERSATIONS")
    if named or os.environ.get("ASSISTANT_URL"):
        return Path(named) if named else None
    return next(tmp_path_factory.getbasetemp().glob("assistant*/conversations.db"), None)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, None]:
    """Put what was said into the report, which pytest-xdist carries from its workers."""
    outcome = yield
    if call.when == "call" and isinstance(item, ConversationTest) and item.held:
        outcome.get_result().conversation = item.held.to_dict()


class _Story(TerminalRepr):
    """A conversation that failed, in colours."""

    def __init__(self, held: Held) -> None:
        self.lines = list(story(held))

    def __str__(self) -> str:
        return "\n".join(line.text for line in self.lines)

    def toterminal(self, tw: TerminalWriter) -> None:
        """Print it."""
        for line in self.lines:
            tw.line(line.text, **_MARKUP[line.tone])


class Run:
    """The account of a run: each conversation that was held."""

    def __init__(self, config: pytest.Config) -> None:
        """Begin with none."""
        self.config = config
        self.held: list[Held] = []
        self.parts: list[Part] = []
        self.complete = False
        self.page: Path | None = config.getoption("conversations_report")
        self.began = time.time()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what was said."""
        told = getattr(report, "conversation", None)
        if told:
            held = Held.from_dict(told)
            self.held.append(held)
            if held.failed and report.failed:
                report.longrepr = _Story(held)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Run the tests of coverage, and write the page."""
        if not self.held:
            return
        self.complete = self._all_were_held()
        self.held.sort(key=lambda held: held.id)
        self.parts = coverage(self.held, Territory.of_the_assistant())
        for part in self.parts:
            if self.complete and part.gated:
                self._report(session, part)
        if self.page:
            write_page(self.page, self.held, self.parts, time.time() - self.began)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what the conversations visited."""
        if not self.held:
            return
        terminalreporter.section("conversations")
        for line in self._account():
            terminalreporter.write_line(line.text, **_MARKUP[line.tone])

    def _all_were_held(self) -> bool:
        try:
            every = {conversation.id for conversation in read_folder(self.config.getoption("conversations_folder"))}
        except ValueError:
            # A file that can't be read has failed already, when it was collected.
            return False
        return every == {held.id for held in self.held}

    def _account(self) -> Iterator[Line]:
        if self.page:
            for held in self.held:
                if held.failed:
                    yield from story(held)
                    yield Line("")
        yield from summary(self.held, self.parts, self.complete)
        if self.page:
            yield Line(f"All that was said: {self.page}")

    def _report(self, session: pytest.Session, part: Part) -> None:
        """Report a test that no worker could run, since it needs what all of them held."""
        name = f"every {part.one} is visited".replace(" ", "_")
        place = f"{FOLDER.parent.name}/{FOLDER.name}/coverage"
        wrong = f"No conversation visits these {part.title}:\n  " + "\n  ".join(part.missing)
        report = pytest.TestReport(
            nodeid=f"{place}::{name}",
            location=(place, None, name),
            keywords={},
            outcome="failed" if part.missing else "passed",
            longrepr=wrong if part.missing else None,
            when="call",
        )
        self.config.hook.pytest_runtest_logreport(report=report)
        if part.missing:
            session.testsfailed += 1
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
