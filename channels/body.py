"""The JSON body of a message, read and checked."""

from __future__ import annotations

import json
import re
from re import Pattern
from typing import Any, NamedTuple

from sanic.request import Request

from channels import phrases
from channels.refusals import RefusedError

MESSAGE_ID = re.compile(r"[0-9a-f]{32}")
REQUEST_ID = "X-Request-ID"


class Message(NamedTuple):
    """What a visitor sent: the conversation's id and the text.

    id: given by the client, so that a second sending of the same message is known as one.
    again: the message may have arrived before.
    """

    sender: str
    text: str
    id: str | None = None
    again: bool = False


def read_object(body: bytes, sender_pattern: Pattern[str]) -> dict[str, Any]:
    """Give the JSON object of a request's body, whose `sender` is checked.

    Raises:
        RefusedError: if it is not a JSON object with a sender of the channel's shape.

    """
    try:
        content = json.loads(body.decode("utf-8-sig"), parse_constant=_refuse, parse_float=_unread, parse_int=_unread)
    except (ValueError, RecursionError) as error:
        raise RefusedError(phrases.BODY_NOT_JSON) from error
    if not isinstance(content, dict):
        raise RefusedError(phrases.BODY_NOT_OBJECT)
    sender = content.get("sender")
    if not isinstance(sender, str) or not sender_pattern.fullmatch(sender):
        raise RefusedError(phrases.BAD_SENDER)
    return content


def _refuse(constant: str) -> None:
    """Refuse « NaN » and « Infinity », which Python reads and JSON does not know."""
    raise ValueError(constant)


def _unread(_: str) -> float:
    """Leave a number unread: no field is one, and thousands of digits would cost time."""
    return 0.0


def read_message(request: Request, sender_pattern: Pattern[str]) -> Message:
    """Give the message in a request.

    Its id is the one in the body, else that of the request: a proxy that asks another server after a failure sends the
    same again, and the conversation takes it once.

    Raises:
        RefusedError: if it is not a JSON object with a text, a sender of the channel's shape and, if any, a
            sound id and a sound `again`.

    """
    content = read_object(request.body, sender_pattern)
    text, name, again = content.get("message"), content.get("id"), content.get("again", False)
    if not isinstance(text, str):
        raise RefusedError(phrases.MESSAGE_NOT_TEXT)
    if not isinstance(again, bool):
        raise RefusedError(phrases.BAD_AGAIN)
    if name is not None and not (isinstance(name, str) and MESSAGE_ID.fullmatch(name)):
        raise RefusedError(phrases.BAD_MESSAGE_ID)
    if name is None and MESSAGE_ID.fullmatch(request.headers.get(REQUEST_ID, "")):
        name = request.headers[REQUEST_ID]
    return Message(content["sender"], text, name, again)
