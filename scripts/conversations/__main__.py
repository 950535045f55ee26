"""Hold the conversations of tests/conversations/ with the assistant, or turn a chat into one: `make conversations`.

    python -m scripts.conversations [--tags "corrections adviser"] [--case "undo or skip"]
    python -m scripts.conversations --record its_name [--session ID] [--database FILE]

They are held with the assistant at ASSISTANT_URL, else with one of the trained model that is started for them.
--record reads the chat with this id, or the latest one in var/cap-reseaux.db; with ASSISTANT_URL it asks that
assistant for the chat.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.console import fail, main
from scripts.conversations.leaks import trained_sentences
from scripts.conversations.patterns import read_patterns
from scripts.conversations.reading import FOLDER, PATTERNS, read_folder
from scripts.conversations.recording import Chat, chat_at, chat_in, is_session, recorded
from scripts.conversations.selection import Selection
from scripts.conversations.trackers import latest_conversation
from scripts.run import LOCAL, apart, assistant, free_port
from scripts.train import MODEL, train_if_needed

RESULTS = Path("var/results")
PAGE, JUNIT = RESULTS / "conversations.html", RESULTS / "conversations.xml"
DATABASE = Path("var/cap-reseaux.db")
# The assistant is one process, so more visitors at once would only wait for each other.
_VISITORS = 4


@contextmanager
def running_assistant() -> Iterator[dict[str, str]]:
    """What tells pytest where the assistant is, for as long as the block lasts."""
    url = os.environ.get("ASSISTANT_URL")
    if url:
        yield {"ASSISTANT_URL": url}
        return
    other = os.environ.get("CAP_RESEAUX_MODEL")
    if not other:
        train_if_needed()
    with tempfile.TemporaryDirectory(prefix="conversations-") as folder:
        conversations = Path(folder) / "conversations.db"
        print("Starting the assistant…", flush=True)
        model = Path(other or MODEL)
        with assistant(LOCAL, free_port(), model, " for conversations", apart(conversations)) as (server, *_):
            yield {"ASSISTANT_URL": server.base, "ASSISTANT_CONVERSATIONS": str(conversations)}


def hold_all(tags: str, case: str) -> int:
    """Hold the conversations that are asked for; return pytest's exit code."""
    # Before the assistant starts: nobody should wait to learn that there is no such tag.
    known = {tag for one in read_folder() for tag in one.tags}
    Selection.read(tags, known)
    command = [sys.executable, "-m", "pytest", str(FOLDER), "-q", "-rN", "--tb=no", "--no-header", "-n", str(_VISITORS)]
    command += ["--junitxml", str(JUNIT), "--conversations-report", str(PAGE), f"--tags={tags}", "-k", case]
    with running_assistant() as place:
        return subprocess.call(command, env={**os.environ, **place})


def record(name: str, session: str | None, database: Path) -> None:
    """Write the test of a chat."""
    path = FOLDER / f"{name}.yml"
    if not re.fullmatch(r"[a-z0-9_]+", name):
        raise ValueError("A test is named in small letters, digits and « _ ».")
    if path.exists():
        raise ValueError(f"{path} is there already: choose another name.")
    chat = _chat(session, database)
    path.write_text(recorded(name, chat, read_patterns(FOLDER / PATTERNS)), encoding="utf-8")
    print(f"{path}: {len(chat)} turns. Edit what is expected, then run it: make conversations TAGS={name}")
    for said in trained_sentences(said for said, _ in chat):
        print(f"This stands in the training data, and a test must not: say it in other words: « {said} »")


def _chat(session: str | None, database: Path) -> Chat:
    url = os.environ.get("ASSISTANT_URL")
    if session is not None and not is_session(session):
        raise ValueError("The id of a chat has 32 hexadecimal digits.")
    if url and session is None:
        raise ValueError("An assistant tells a chat only to those who know its id: give SESSION as well.")
    session = session or latest_conversation(database)
    chat = chat_at(url.rstrip("/"), session) if url else chat_in(database, session)
    if not chat:
        raise ValueError(f"There is no chat {session}.")
    return chat


def run() -> int | None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m scripts.conversations")
    parser.add_argument("--tags", default="", help='"a b": with one of these tags; "a+b": with both; "-a": without')
    parser.add_argument("--case", default="", help="conversations with this in their name")
    parser.add_argument("--record", metavar="NAME", help="turn a chat of the widget into a test")
    parser.add_argument("--session", help="the id of the chat; without it the latest")
    parser.add_argument("--database", type=Path, default=DATABASE, help="where the assistant keeps conversations")
    options = parser.parse_args()
    try:
        if options.record:
            record(options.record, options.session, options.database)
            return None
        return hold_all(options.tags, options.case)
    except ValueError as wrong:
        raise fail(str(wrong)) from None


if __name__ == "__main__":
    main(run)
