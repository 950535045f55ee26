"""A chat held in the widget, turned into a test for a designer to edit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import requests

from channels.origins import SESSION_HEADER
from scripts.conversations.patterns import Pattern, Patterns
from scripts.conversations.talking import PATIENCE, Reply
from scripts.conversations.trackers import exchanges
from scripts.conversations.writing import yaml_of

Chat = list[tuple[str, Reply]]

_SESSION = re.compile(r"[0-9a-f]{32}")
# A test with more regular expressions than this is read by nobody.
_MOST_FIGURES = 6


def chat_in(database: Path, session: str) -> Chat:
    """Return a chat that the assistant keeps in its database."""
    return _answered((one.said, one.reply) for one in exchanges(database, session))


def chat_at(url: str, session: str) -> Chat:
    """Return a chat that the running assistant remembers, asked for as its page does."""
    asking = requests.Session()
    asking.trust_env = False
    answer = asking.get(f"{url}/chat/history", headers={SESSION_HEADER: session}, timeout=PATIENCE)
    answer.raise_for_status()
    turns: list[list[dict[str, Any]]] = []
    for message in answer.json()["messages"]:
        if message["from"] == "visitor":
            turns.append([message])
        elif turns:
            turns[-1].append(message)
    return _answered((said["text"], Reply.of(messages)) for said, *messages in turns)


def is_session(name: str) -> bool:
    """Tell whether this can be the id of a chat."""
    return bool(_SESSION.fullmatch(name))


def recorded(name: str, chat: Chat, patterns: Patterns) -> str:
    """Return the text of the test file; what is expected is proposed from what was replied."""
    steps = [step for said, reply in chat for step in ({"user": said}, {"bot": proposed(reply, patterns)})]
    return (
        f"# Recorded on {date.today()}. The expectations are proposed: keep what matters, add what must be lacking,\n"
        "# and change what could tell who the visitor is.\n"
        + yaml_of([{"test_case": name, "steps": steps}], {"tags": ["recorded"]})
    )


def proposed(reply: Reply, patterns: Patterns) -> dict[str, Any]:
    """Return what may be expected of a reply: its figures, whose they are, and the named patterns that it holds."""
    # Those of other reports come and go with the article's; they count where they are all there is.
    told = [one for one in reply.told if not one.secondary] or list(reply.told)
    named = [
        one
        for one in patterns.named.values()
        if one.proposed and all(pattern.found(reply.text) for pattern in patterns.read(one.reference))
    ]
    # A pattern of several figures says them all.
    said = [Pattern("", regex) for one in named if len(one.regexes) > 1 for regex in one.regexes]
    values = [one.text for one in told if not any(pattern.found(one.text) for pattern in said)][:_MOST_FIGURES]
    found = [
        *(written for value in values if (written := _as_pattern(value, reply.text))),
        *(one.population for one in told if one.population in reply.text),
        *(one.reference for one in named),
    ]
    figures = {one.id: one.value for one in told}
    return {**({"matches": list(dict.fromkeys(found))} if found else {}), "figures": figures}


def _as_pattern(value: str, text: str) -> str | None:
    """Return an expression for a figure's words, as « 73 % »; None where the reply says it in another way."""
    pieces = [re.escape(piece) for piece in value.split()]
    for between in (" ", ".{1,9}"):
        regex = between.join(pieces)
        if pieces and Pattern(regex, regex).found(text):
            return regex
    return None


def _answered(turns: Iterable[tuple[str, Reply]]) -> Chat:
    # A message that got no answer, because something was down, is nothing to expect.
    return [(said, reply) for said, reply in turns if reply.text]
