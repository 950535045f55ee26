"""The routes of a conversation on the web: begin, say, read back, rate, erase."""

from __future__ import annotations

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from channels import phrases
from channels.body import MESSAGE_ID, read_message, read_object
from channels.feedback import MAX_WORD, VERDICTS, Opinion, opinion_store
from channels.handlers import eraser, or_else
from channels.history import history
from channels.limits import limits
from channels.origins import SESSION_HEADER
from channels.rasa_agent import agent_of
from channels.refusals import RefusedError
from channels.reviewing import Reviewer
from channels.sessions import ID, session_store
from channels.turn import reply_to
from channels.visitor_text import clean
from storage.asking import ask

# The conversation was erased, or the database is another one: the client begins a new one.
_GONE = 410


def serve_conversation(routes: Blueprint, root: str, channel: str) -> None:
    """Add the routes below `root`.

    The conversation's id travels in bodies and in a header, never in an address, because addresses end up in logs.
    """

    @routes.post(root + "messages")
    async def receive(request: Request) -> HTTPResponse:
        message = read_message(request, ID)
        limits().check(request, message.sender)
        await _check_exists(message.sender)
        reply = await reply_to(message, channel, agent_of(request), _reviewer(request).turn_ended)
        return response.json({"messages": reply.messages, "answered": reply.answered})

    routes.add_route(_begin, root + "sessions", methods=["POST"])
    routes.add_route(_past, root + "history", methods=["GET"])
    routes.add_route(_rate, root + "feedback", methods=["POST"])
    routes.add_route(eraser(ID), root + "erase", methods=["POST"])
    for path in ("sessions", "messages", "history", "feedback", "erase"):
        # What a browser asks before a page of another origin may ask; the headers are those of every answer.
        routes.add_route(_may_i, root + path, methods=["OPTIONS"], name=f"may_i_{path}")


@or_else(phrases.NO_SESSION)
async def _begin(_: Request) -> HTTPResponse:
    return response.json({"sender": await ask(lambda: session_store().begin())})


@or_else(phrases.HISTORY_UNAVAILABLE)
async def _past(request: Request) -> HTTPResponse:
    sender = request.headers.get(SESSION_HEADER, "")
    if not ID.fullmatch(sender):
        raise RefusedError(phrases.BAD_SESSION)
    messages = await history(agent_of(request).tracker_store, sender)
    opinions = await ask(lambda: opinion_store().of(sender))
    return response.json({"messages": messages, "verdicts": {opinion.turn: opinion.verdict for opinion in opinions}})


@or_else(phrases.NOT_NOTED)
async def _rate(request: Request) -> HTTPResponse:
    content = read_object(request.body, ID)
    turn, verdict, word = content.get("turn"), content.get("verdict"), content.get("word", "")
    if not (isinstance(turn, str) and MESSAGE_ID.fullmatch(turn) and isinstance(word, str) and verdict in VERDICTS):
        raise RefusedError(phrases.BAD_OPINION)
    await _check_exists(content["sender"])
    opinion = Opinion(content["sender"], turn, verdict, clean(word)[:MAX_WORD])
    await ask(lambda: opinion_store().keep(opinion))
    await _reviewer(request).rated(opinion)
    return response.json({"noted": True})


async def _may_i(_: Request) -> HTTPResponse:
    return response.empty()


def _reviewer(request: Request) -> Reviewer:
    return Reviewer(agent_of(request), exists=lambda session: session_store().knows(session))


async def _check_exists(sender: str) -> None:
    """Refuse a conversation that the server did not begin."""
    if not await ask(lambda: session_store().knows(sender)):
        raise RefusedError(phrases.BAD_SESSION, _GONE)
