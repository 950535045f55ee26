"""The pages of plans: each under a secret address, as a page that prints, as Markdown and as a calendar."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from advisor.advice import shipped_advice
from advisor.plan.calendar import calendar
from advisor.plan.document import PlanDocument
from advisor.plan.guarded import PlanHeldBackError, guarded_plan
from advisor.plan.pages import held_back_page, markdown, not_found_page, page
from advisor.plan.store import KeptPlan, plan_store
from channels import phrases
from channels.limits import limits
from storage.asking import ask

logger = logging.getLogger(__name__)

# By the ending of the address: the media type, and what makes the file.
_FORMS: dict[str, tuple[str, Callable[[PlanDocument, str], str | bytes]]] = {
    "": ("text/html; charset=utf-8", page),
    "md": ("text/markdown; charset=utf-8", lambda document, _: markdown(document)),
    "ics": ("text/calendar; charset=utf-8", calendar),
}
# Whoever has the address has the plan: it must not travel on, nor be found by a search engine.
_PRIVATE = {"X-Robots-Tag": "noindex, nofollow", "Cache-Control": "private, no-store"}


def serve_plans(routes: Blueprint) -> None:
    """Add GET /plan/<name>, /plan/<name>.md and /plan/<name>.ics to the routes."""

    @routes.get("/plan/<document:str>")
    async def plan(request: Request, document: str) -> HTTPResponse:
        limits().check(request)
        name, _, ending = document.partition(".")
        if ending not in _FORMS:
            return response.html(not_found_page(), status=404, headers=_PRIVATE)
        media_type, make = _FORMS[ending]
        try:
            kept = await ask(lambda: plan_store().find(name))
            # The guard and the templates: not on the event loop.
            made = await asyncio.to_thread(_make, kept, name, make) if kept else None
        except PlanHeldBackError as error:
            # Asking again would not help: the mistake is ours.
            logger.error("A plan was held back: %s", error)
            return response.html(held_back_page(), status=500, headers=_PRIVATE)
        except Exception:
            # The address is the key to the plan, and is not logged.
            logger.exception("A plan could not be read.")
            return response.text(phrases.PLAN_UNAVAILABLE, status=503)
        if made is None:
            return response.html(not_found_page(), status=404, headers=_PRIVATE)
        body = made.encode() if isinstance(made, str) else made
        return response.raw(body, content_type=media_type, headers=_PRIVATE)


def _make(kept: KeptPlan, name: str, make: Callable[[PlanDocument, str], str | bytes]) -> str | bytes:
    return make(guarded_plan(kept, shipped_advice()), name)
