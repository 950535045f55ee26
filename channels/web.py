"""The web channel: the chat page, its messages and the health check on one origin."""

from __future__ import annotations

from typing import Any

from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from channels.conversation import serve_conversation
from channels.door import Door
from channels.health import health
from channels.origins import cross_origin_headers, serve_origins
from channels.page_files import SECURITY_HEADERS, PageFile, load_page_files
from channels.plans import serve_plans
from channels.purging import serve_purge
from channels.rasa_agent import agent_of, serve_with_agent
from channels.refusals import serve_refusals

_PAGE = "/chat/"


class WebChannel(Door):
    """The page and the widget under /chat/, with their messages, /plan/… and /health."""

    @classmethod
    def name(cls) -> str:
        """Name the channel, as trackers keep it."""
        return "web"

    def url_prefix(self) -> str:
        """Put the routes at the root, instead of /webhooks/web/."""
        return "/"

    def blueprint(self, on_new_message: Any) -> Blueprint:
        """Make all the routes, below the root."""
        routes = Blueprint("web_channel")
        _serve_page(routes)
        _serve_health(routes)
        serve_plans(routes)
        serve_refusals(routes)
        serve_origins(routes)
        serve_with_agent(routes)
        serve_purge(routes)
        serve_conversation(routes, _PAGE, self.name())

        @routes.on_response
        async def close_the_page(request: Request, answer: HTTPResponse) -> None:
            for header, value in {**SECURITY_HEADERS, **cross_origin_headers(request.headers.get("Origin"))}.items():
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

    @routes.get(_PAGE + "embed")
    async def embed(request: Request) -> HTTPResponse:
        return _send(request, files["embed.html"])

    @routes.get(_PAGE + "<name:[a-z0-9-]+[.](?:js|css|svg)>")
    async def page_file(request: Request, name: str) -> HTTPResponse:
        if name not in files:
            return response.text("Fichier introuvable.", status=404)
        return _send(request, files[name])


async def _redirect_root(request: Request) -> HTTPResponse | None:
    if request.path == "/" and request.method == "GET":
        return response.redirect(_PAGE)
    return None


def _send(request: Request, file: PageFile) -> HTTPResponse:
    # no-cache means « ask first »: a browser never shows the page of an older server.
    caching = "public, max-age=31536000, immutable" if file.never_changes else "no-cache"
    # Anybody may read these files: other sites show the widget.
    headers = {
        "ETag": file.etag,
        "Cache-Control": caching,
        "Access-Control-Allow-Origin": "*",
        "Vary": "Accept-Encoding",
    }
    if request.headers.get("If-None-Match") == file.etag:
        return response.empty(status=304, headers=headers)
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return response.raw(file.compressed, content_type=file.content_type, headers=headers)
    return response.raw(file.content, content_type=file.content_type, headers=headers)


def _serve_health(routes: Blueprint) -> None:
    @routes.get("/health")
    async def check(request: Request) -> HTTPResponse:
        state = await health(agent_of(request))
        return response.json(state, status=200 if state["status"] == "ok" else 503)
