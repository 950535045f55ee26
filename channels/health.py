"""Whether the assistant can answer: the model is loaded and the action server is there."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urljoin

import aiohttp

_PATIENCE = aiohttp.ClientTimeout(total=2)


async def health(agent: Any) -> dict[str, Any]:
    """Give the state as JSON; its "status" is "ok" or "unavailable".

    Args:
        agent: Rasa's agent, or None while the server has none.

    """
    model = agent is not None and bool(agent.is_ready())
    endpoint = getattr(agent, "action_endpoint", None)
    url: str | None = getattr(endpoint, "url", None)
    # A project without custom actions has no action server to wait for.
    actions = await _answers(urljoin(url, "health")) if url else True
    return {
        "status": "ok" if model and actions else "unavailable",
        "model": model,
        "actions": actions,
    }


async def _answers(url: str) -> bool:
    try:
        async with aiohttp.ClientSession(timeout=_PATIENCE) as session, session.get(url) as answer:
            return answer.status == 200
    # An impossible address in endpoints.yml is a ValueError.
    except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError):
        return False
