"""What the handlers of several routes share, and the one that both channels have."""

from __future__ import annotations

import functools
import logging
from collections.abc import Awaitable, Callable
from re import Pattern

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from channels import phrases
from channels.body import read_object
from channels.erasing import erase
from channels.limits import limits
from channels.rasa_agent import agent_of
from channels.refusals import SOON, RefusedError

logger = logging.getLogger(__name__)

Handler = Callable[[Request], Awaitable[HTTPResponse]]


def or_else(sentence: str) -> Callable[[Handler], Handler]:
    """Make a handler count the request of its address, and answer 503 with `sentence` when what it needs is down."""

    def wrap(handler: Handler) -> Handler:
        @functools.wraps(handler)
        async def answer(request: Request) -> HTTPResponse:
            limits().check(request)
            try:
                return await handler(request)
            except RefusedError:
                raise
            except Exception:
                logger.exception("A request failed: %s", sentence)
                raise RefusedError(sentence, 503, retry_after=SOON) from None

        return answer

    return wrap


def eraser(sender_pattern: Pattern[str]) -> Handler:
    """Return the handler that erases the conversation which a body names, an id of the channel's shape."""

    @or_else(phrases.NOT_ERASED)
    async def answer(request: Request) -> HTTPResponse:
        await erase(agent_of(request), read_object(request.body, sender_pattern)["sender"])
        return response.json({"erased": True})

    return answer
