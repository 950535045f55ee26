"""The conversations of tests/conversations/, read from their YAML.

    tags: [adviser, corrections]
    every_reply: {lacks: [<promise>]}
    test_cases:
      - test_case: its_name
        tags: [undo]
        steps:
          - user: "what the visitor types, to the character"
          - bot: {matches: [<no_figure>]}

The name of the file is a tag as well. What `every_reply` holds is expected of each reply in the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.conversations.checking import Expectation
from scripts.conversations.patterns import Patterns, read_patterns
from scripts.conversations.yaml_files import check_keys, read_yaml

FOLDER = Path(__file__).resolve().parents[2] / "tests/conversations"
PATTERNS = "patterns.yml"


@dataclass(frozen=True)
class Turn:
    """What the visitor says, and what is expected of the reply."""

    said: str
    expected: Expectation


@dataclass(frozen=True)
class Conversation:
    """A test case."""

    file: str
    name: str
    tags: tuple[str, ...]
    turns: tuple[Turn, ...]
    # Why it fails for the time being; a conversation that passes in spite of it fails, so that the word is taken away.
    not_yet: str = ""

    @property
    def id(self) -> str:
        """The file and the name: unique."""
        return f"{self.file}::{self.name}"


def conversation_files(folder: Path = FOLDER) -> list[Path]:
    """Return the files of conversations in a folder."""
    return sorted(path for path in folder.glob("*.yml") if path.name != PATTERNS)


def read_folder(folder: Path = FOLDER) -> list[Conversation]:
    """Read all conversations; raises ValueError for what is wrong in a file."""
    return [conversation for path in conversation_files(folder) for conversation in read_conversations(path)]


def read_conversations(path: Path) -> list[Conversation]:
    """Read a file of conversations, with the named patterns beside it."""
    patterns = read_patterns(path.with_name(PATTERNS))
    content = read_yaml(path)
    try:
        return list(_conversations(path.stem, content, patterns))
    except ValueError as wrong:
        raise ValueError(f"{path.name}: {wrong}") from None


def _conversations(file: str, content: dict[str, Any], patterns: Patterns) -> Iterator[Conversation]:
    check_keys(content, {"tags", "every_reply", "test_cases"}, "the file")
    every_reply = Expectation.read(content.get("every_reply") or {}, patterns)
    names: set[str] = set()
    for case in content.get("test_cases") or ():
        name = str(case.get("test_case"))
        try:
            check_keys(case, {"test_case", "tags", "steps", "not_yet"}, "a test case")
            if name in names:
                raise ValueError("there are two of this name")
            tags = dict.fromkeys([file, *content.get("tags", []), *case.get("tags", [])])
            turns = tuple(_turns(case["steps"], every_reply, patterns))
            yield Conversation(file, name, tuple(tags), turns, str(case.get("not_yet", "")))
        except ValueError as wrong:
            raise ValueError(f"{name}: {wrong}") from None
        names.add(name)
    if not names:
        raise ValueError("there is no test case in it")


def _turns(steps: list[dict[str, Any]], every_reply: Expectation, patterns: Patterns) -> Iterator[Turn]:
    if [list(step) for step in steps] != [["user"], ["bot"]] * (len(steps) // 2) or not steps:
        raise ValueError("« user » and « bot » must take turns")
    for number, (user, bot) in enumerate(zip(steps[::2], steps[1::2], strict=True), 1):
        if not isinstance(user["user"], str):
            raise ValueError(f"turn {number}: put quotes around {user['user']!r}, so that it is text")
        try:
            yield Turn(user["user"], Expectation.read(bot["bot"] or {}, patterns).also(every_reply))
        except ValueError as wrong:
            raise ValueError(f"turn {number}: {wrong}") from None
