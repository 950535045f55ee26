"""What the handlers of several routes share."""

from __future__ import annotations

import functools
import logging
from collections.abc import Awaitable, Callable

from sanic.request import Request
from sanic.response import HTTPResponse

from channels.limits import limits
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
