"""Each test case of a YAML file here is a test: `pytest tests/conversations/claims.yml::its_name` runs one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conversations.runner import Conversation, read_conversations, visitor


class ConversationFile(pytest.File):
    """A file of conversations."""

    def collect(self) -> Iterator[pytest.Item]:
        for conversation in read_conversations(self.path):
            yield ConversationTest.from_parent(self, name=conversation.name, callobj=held(conversation))


class ConversationTest(pytest.Function):
    """A conversation as a test function, for its fixtures; its place is the YAML file."""

    def reportinfo(self) -> tuple[Path, None, str]:
        return self.path, None, self.name


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ConversationFile | None:
    if file_path.suffix == ".yml" and file_path.parent == Path(__file__).parent:
        return ConversationFile.from_parent(parent, path=file_path)
    return None


def held(conversation: Conversation) -> Callable[[str], None]:
    """Return the test that holds `conversation`; it fails with a report in place of a Python traceback."""

    def hold(assistant_url: str) -> None:
        failure = conversation.failure(visitor(assistant_url))
        if failure:
            pytest.fail(failure, pytrace=False)

    return hold
