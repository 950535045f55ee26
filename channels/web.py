"""The web channel: the chat page, its messages and the health check on one origin."""

from __future__ import annotations

import logging
import re
import secrets
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from channels import phrases
from channels.body import BadBodyError, read_message
from channels.health import health
from channels.history import history
from channels.page_files import SECURITY_HEADERS, PageFile, load_page_files
from channels.plans import serve_plans
from channels.turn import OnNewMessage, reply_to

logger = logging.getLogger(__name__)

# The id is the key to a conversation. It travels in bodies and in this header, never in an
# address, because addresses end up in logs.
SESSION_HEADER = "X-Chat-Session"
_SESSION = re.compile(r"[0-9a-f]{32}")
_PAGE = "/chat/"


class WebChannel(InputChannel):
    """GET /chat/, POST /chat/sessions, POST /chat/messages, GET /chat/history, GET /plan/… and GET /health."""

    @classmethod
    def name(cls) -> str:
        """Name the channel, as trackers keep it."""
        return "web"

    def url_prefix(self) -> str:
        """Put the routes at the root, instead of /webhooks/web/."""
        return "/"

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Make all the routes, below the root."""
        routes = Blueprint("web_channel")
        _serve_page(routes)
        _serve_health(routes)
        serve_plans(routes)
        _serve_conversation(routes, self.name(), on_new_message)

        @routes.on_response
        async def close_the_page(_: Request, answer: HTTPResponse) -> None:
            for header, value in SECURITY_HEADERS.items():
                answer.headers.setdefault(header, value)
            answer.headers.setdefault("Cache-Control", "no-store")

        return routes


def _serve_page(routes: Blueprint) -> None:
    files = load_page_files()

    @routes.before_server_start
    async def lead_from_the_root(app: Sanic, _: Any) -> None:
        # Rasa owns the route « / », so a channel can't have it; a middleware of the application
        # comes before the route.
        app.register_middleware(_redirect_root, "request")

    @routes.get(_PAGE)
    async def page(request: Request) -> HTTPResponse:
        # « /chat » gets here too, and its relative addresses would be wrong.
        if not request.path.endswith("/"):
            return response.redirect(_PAGE)
        return _send(request, files["index.html"])

    @routes.get(_PAGE + "<name:[a-z]+[.](?:js|css|svg)>")
    async def page_file(request: Request, name: str) -> HTTPResponse:
        if name not in files:
            return response.text("Fichier introuvable.", status=404)
        return _send(request, files[name])


async def _redirect_root(request: Request) -> HTTPResponse | None:
    if request.path == "/" and request.method in ("GET", "HEAD"):
        return response.redirect(_PAGE)
    return None


def _send(request: Request, file: PageFile) -> HTTPResponse:
    # no-cache means « ask first »: a browser never shows the page of an older server.
    headers = {"ETag": file.etag, "Cache-Control": "no-cache"}
    if request.headers.get("If-None-Match") == file.etag:
        return response.empty(status=304, headers=headers)
    return response.raw(file.content, content_type=file.content_type, headers=headers)


def _serve_health(routes: Blueprint) -> None:
    @routes.get("/health")
    async def check(request: Request) -> HTTPResponse:
        state = await health(_agent(request))
        return response.json(state, status=200 if state["status"] == "ok" else 503)


def _serve_conversation(routes: Blueprint, channel: str, on_new_message: OnNewMessage) -> None:
    @routes.post(_PAGE + "sessions")
    async def new_session(_: Request) -> HTTPResponse:
        return response.json({"sender": secrets.token_hex(16)})

    @routes.post(_PAGE + "messages")
    async def receive(request: Request) -> HTTPResponse:
        try:
            message = read_message(request.body, _SESSION)
        except BadBodyError as bad:
            return _error(bad.sentence, bad.status)
        reply = await reply_to(message, channel, on_new_message)
        return response.json({"messages": reply.messages, "answered": reply.answered})

    @routes.get(_PAGE + "history")
    async def past(request: Request) -> HTTPResponse:
        sender = request.headers.get(SESSION_HEADER, "")
        if not _SESSION.fullmatch(sender):
            return _error(phrases.BAD_SESSION, 400)
        agent = _agent(request)
        try:
            messages = await history(agent.tracker_store, sender)
        except Exception:
            # Whatever the store does, the page only loses the sight of what was said.
            logger.exception("A conversation could not be read back.")
            return _error(phrases.HISTORY_UNAVAILABLE, 503)
        return response.json({"messages": messages})


def _agent(request: Request) -> Any:
    """Rasa's agent; None before the server has loaded one."""
    return getattr(request.app.ctx, "agent", None)


def _error(sentence: str, status: int) -> HTTPResponse:
    return response.json({"error": sentence}, status=status)
