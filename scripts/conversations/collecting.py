"""Each conversation as a test of pytest: `pytest tests/conversations/claims.yml::its_name` runs one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from channels.visitor_text import clean
from scripts.conversations.holding import Held, hold
from scripts.conversations.reading import Conversation, read_conversations
from scripts.conversations.talking import Visitor
from scripts.conversations.telling import story
from scripts.conversations.trackers import exchanges


class ConversationFile(pytest.File):
    """A file of conversations."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield its conversations; a file that can't be read is one failure, said in a line."""
        try:
            conversations = read_conversations(self.path)
        except ValueError as wrong:
            raise self.CollectError(str(wrong)) from None
        for conversation in conversations:
            test = ConversationTest.from_parent(self, name=conversation.name, callobj=_test_of(conversation))
            test.conversation = conversation
            if conversation.not_yet:
                test.add_marker(pytest.mark.xfail(reason=conversation.not_yet, strict=True))
            yield test


class ConversationTest(pytest.Function):
    """A conversation as a test function, for its fixtures; its place is the YAML file."""

    conversation: Conversation
    held: Held | None = None

    def reportinfo(self) -> tuple[Path, None, str]:
        """Name the file and the conversation, not this module."""
        return self.path, None, self.name


def _test_of(conversation: Conversation) -> Callable[[pytest.FixtureRequest, str, Path | None], None]:
    """Return the test that holds `conversation`; it fails with its story in place of a Python traceback."""

    def test(request: pytest.FixtureRequest, assistant_url: str, assistant_conversations: Path | None) -> None:
        visitor = Visitor(assistant_url)
        held = hold(conversation, visitor.say)
        if assistant_conversations:
            _note_how_it_was_understood(held, assistant_conversations, visitor.sender)
        request.node.held = held
        if held.failed:
            pytest.fail("\n".join(line.text for line in story(held)), pytrace=False)

    return test


def _note_how_it_was_understood(held: Held, database: Path, sender: str) -> None:
    # What the channel itself answers, such as an empty message, never reached the assistant.
    waiting = exchanges(database, sender)
    for turn in held.turns:
        if waiting and clean(waiting[0].said) == clean(turn.said):
            turn.understood = waiting.pop(0).understood
