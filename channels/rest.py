"""The REST channel: Rasa's own interface for programs, without its silences."""

from __future__ import annotations

import re
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from channels.body import read_message
from channels.limits import limits
from channels.rasa_agent import agent_of
from channels.refusals import serve_refusals
from channels.reviewing import Reviewer
from channels.turn import reply_to

# Any name that a program gives its conversation, as long as every tracker store can keep it.
_SENDER = re.compile(r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff]{1,128}")


class RestChannel(InputChannel):
    """POST /webhooks/rest/webhook {"sender", "message"} gives Rasa's list of messages.

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

        @routes.get("/")
        async def alive(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            message = read_message(request, _SENDER)
            await limits().check(request, message.sender)
            reply = await reply_to(message, self.name(), agent_of(request), Reviewer(agent_of(request)).turn_ended)
            return response.json(reply.messages)

        return routes
