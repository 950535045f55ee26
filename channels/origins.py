"""Other sites that show the widget: those of ALLOWED_ORIGINS, separated by spaces or commas, and nobody else."""

from __future__ import annotations

import os
import re
from typing import Any

from sanic import Blueprint, Sanic

SESSION_HEADER = "X-Chat-Session"
_AN_HOUR = "3600"


def serve_origins(routes: Blueprint) -> None:
    """Let in no other origins than ours; the rules of Rasa (--cors) would answer OPTIONS at any address."""

    @routes.before_server_start
    async def without_those_of_rasa(app: Sanic, _: Any) -> None:
        app.ctx.sanic_cors.resources.clear()
        app.ctx.sanic_cors.options["automatic_options"] = False


def allowed_origins() -> frozenset[str]:
    """Return the origins of the setting, as browsers write them: « https://example.org »."""
    return frozenset(
        origin.rstrip("/") for origin in re.split(r"[\s,]+", os.environ.get("ALLOWED_ORIGINS", "")) if origin
    )


def cross_origin_headers(origin: str | None) -> dict[str, str]:
    """Return the headers that let a page of `origin` read an answer; none for a site that is not allowed."""
    if origin is None or origin not in allowed_origins():
        return {"Vary": "Origin"}
    return {
        "Vary": "Origin",
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Allow-Headers": f"Content-Type, {SESSION_HEADER}",
        "Access-Control-Max-Age": _AN_HOUR,
    }
