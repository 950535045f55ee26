"""The JSON body of a message, read and checked."""

from __future__ import annotations

import json
import re
from re import Pattern
from typing import Any, NamedTuple

from channels import phrases

# Room for the longest message with each character escaped (\ud83d\ude00), several times over: a
# visitor who pastes a long page is told so in words (`turn`), only the absurd is refused here.
MAX_BYTES = 64 * 1024
MESSAGE_ID = re.compile(r"[0-9a-f]{32}")


class Message(NamedTuple):
    """What a visitor sent: the conversation's id and the text.

    id: given by the client, so that a second sending of the same message is known as one.
    again: the message may have arrived before.
    """

    sender: str
    text: str
    id: str | None = None
    again: bool = False


class BadBodyError(Exception):
    """The body can't be a message; says why, in French, and with which HTTP status."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        """Keep the sentence for the answer."""
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status


def read_object(body: bytes, sender_pattern: Pattern[str]) -> dict[str, Any]:
    """Give the JSON object of a request's body, whose `sender` is checked.

    Raises:
        BadBodyError: if it is not a JSON object with a sender of the channel's shape.

    """
    if len(body) > MAX_BYTES:
        raise BadBodyError(phrases.BODY_TOO_LARGE, status=413)
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadBodyError(phrases.BODY_NOT_JSON) from error
    if not isinstance(content, dict):
        raise BadBodyError(phrases.BODY_NOT_OBJECT)
    sender = content.get("sender")
    if not isinstance(sender, str) or not sender_pattern.fullmatch(sender):
        raise BadBodyError(phrases.BAD_SENDER)
    return content


def read_message(body: bytes, sender_pattern: Pattern[str]) -> Message:
    """Give the message in a request's body.

    Raises:
        BadBodyError: if it is not a JSON object with a text, a sender of the channel's shape and, if any, a sound id.

    """
    content = read_object(body, sender_pattern)
    text, name, again = content.get("message"), content.get("id"), content.get("again", False)
    if not isinstance(text, str):
        raise BadBodyError(phrases.MESSAGE_NOT_TEXT)
    if name is not None and not (isinstance(name, str) and MESSAGE_ID.fullmatch(name)):
        raise BadBodyError(phrases.BAD_MESSAGE_ID)
    return Message(content["sender"], text, name, again is True)
