"""The REST channel: Rasa's own interface for programs, without its silences.

Names of conversations are the program's own and may be guessable, so that whoever reaches these routes speaks as
anybody: REST_TOKEN, when it is set, is asked of each request (« Authorization: Bearer … »).
"""

from __future__ import annotations

import hmac
import os
import re
from typing import Any

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from channels import phrases
from channels.body import read_message
from channels.door import Door
from channels.handlers import eraser
from channels.limits import limits
from channels.rasa_agent import agent_of
from channels.refusals import RefusedError, serve_refusals
from channels.reviewing import Reviewer
from channels.turn import reply_to

# Any name that a program gives its conversation, as long as every tracker store can keep it.
_SENDER = re.compile(r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff]{1,128}")


class RestChannel(Door):
    """POST /webhooks/rest/webhook {"sender", "message"} gives Rasa's list of messages; /erase {"sender"} forgets.

    Not a subclass of Rasa's RestInput, for it would inherit what we don't offer: `?stream=true`,
    and the caller's `metadata` and `input_channel`, which nothing here reads.
    """

    @classmethod
    def name(cls) -> str:
        """Name the channel; the name is also the last part of its address."""
        return "rest"

    def blueprint(self, on_new_message: Any) -> Blueprint:
        """Make the routes below /webhooks/rest/."""
        routes = Blueprint("rest_channel")
        serve_refusals(routes)
        erase = eraser(_SENDER)

        @routes.get("/")
        async def alive(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            _check_token(request)
            message = read_message(request, _SENDER)
            limits().check(request, message.sender)
            reply = await reply_to(message, self.name(), agent_of(request), Reviewer(agent_of(request)).turn_ended)
            return response.json(reply.messages)

        @routes.post("/erase")
        async def forget(request: Request) -> HTTPResponse:
            _check_token(request)
            return await erase(request)

        return routes


def _check_token(request: Request) -> None:
    token = os.environ.get("REST_TOKEN")
    if token and not hmac.compare_digest((request.token or "").encode(), token.encode()):
        raise RefusedError(phrases.BAD_TOKEN, 401)
