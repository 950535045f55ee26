"""What the server says no with: a French sentence and an HTTP status, whatever went wrong."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from sanic import Blueprint, Sanic, response
from sanic.exceptions import MethodNotSupported, NotFound, PayloadTooLarge, SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from channels import phrases
from channels.strict_http import read_strictly
from storage.asking import DatabaseDownError

logger = logging.getLogger(__name__)

# Bytes of a request's body: the longest message, in UTF-8, has 4,000. Emoji written as escapes of JSON take 12 each.
MAX_BYTES = 8 * 1024
TOO_MANY_REQUESTS = 429
# Seconds.
PAUSE = 1.0
# Seconds after which what was refused for want of something is worth asking again.
SOON = 2


class RefusedError(Exception):
    """A request is not answered; says why, in French, and with which HTTP status."""

    def __init__(self, sentence: str, status: int = 400, retry_after: int | None = None) -> None:
        """Keep the sentence for the answer; `retry_after`: after how many seconds it is worth trying again."""
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status
        self.headers = {} if retry_after is None else {"Retry-After": str(retry_after)}


def serve_refusals(routes: Blueprint) -> None:
    """Answer what is refused, here or by Sanic, in French, and read no more of a body than a message needs."""
    routes.exception(RefusedError)(_refuse)

    @routes.before_server_start
    async def for_the_whole_server(app: Sanic, _: Any) -> None:
        app.config.REQUEST_MAX_SIZE = MAX_BYTES
        read_strictly()
        # Sanic asks the handler of the nearest class.
        app.error_handler.add(SanicException, _say_no)
        app.error_handler.add(Exception, _say_sorry)


async def _refuse(_: Request, refused: RefusedError) -> HTTPResponse:
    if refused.status == TOO_MANY_REQUESTS:
        # Who floods waits: to be refused at once would let them ask for more.
        await asyncio.sleep(PAUSE)
    return response.json({"error": refused.sentence}, status=refused.status, headers=refused.headers)


async def _say_no(request: Request, problem: SanicException) -> HTTPResponse:
    sentences = {
        NotFound: phrases.NOT_FOUND,
        MethodNotSupported: phrases.NOT_ALLOWED,
        PayloadTooLarge: phrases.BODY_TOO_LARGE,
    }
    sentence = next((text for kind, text in sentences.items() if isinstance(problem, kind)), phrases.BAD_REQUEST)
    return _answer(request, sentence, getattr(problem, "status_code", 400), getattr(problem, "headers", None))


async def _say_sorry(request: Request, problem: Exception) -> HTTPResponse:
    if isinstance(problem, DatabaseDownError):
        logger.error("A request failed: the database does not answer (%s).", problem)
        return _answer(request, phrases.BACK_SOON, 503, {"Retry-After": str(SOON)})
    logger.error("A request failed.", exc_info=problem)
    return _answer(request, phrases.BACK_SOON, 500, None)


def _answer(request: Request, sentence: str, status: int, headers: dict[str, str] | None) -> HTTPResponse:
    # Someone who has mistyped an address reads a sentence, a program reads JSON.
    if request is not None and "text/html" in request.headers.get("Accept", ""):
        return response.text(sentence, status=status, headers=headers)
    return response.json({"error": sentence}, status=status, headers=headers)
