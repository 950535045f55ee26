"""Rasa's agent, as this installation needs it: what touches Rasa's inside on the way of a message stands here."""

from __future__ import annotations

from typing import Any

from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.utils.endpoints import EndpointConfig
from sanic import Blueprint, Sanic
from sanic.request import Request

from channels.action_server import ActionServer
from channels.actions_here import ActionsHere
from observability.serving import begin_serving, count_response
from rasa_faster.memory import settle
from rasa_faster.turns import make_faster


def agent_of(request: Request) -> Any:
    """Return Rasa's agent; None before the server has loaded one."""
    return getattr(request.app.ctx, "agent", None)


def serve_with_agent(routes: Blueprint) -> None:
    """Prepare the agent once it is loaded, show the operator what is served, and close what was opened."""

    @routes.before_server_start
    async def watch(app: Sanic, _: Any) -> None:
        app.register_middleware(count_response, "response")

    @routes.listener("after_server_start")
    async def start(app: Sanic, _: Any) -> None:
        agent = getattr(app.ctx, "agent", None)
        make_faster()
        prepare(agent)
        await warm_up(agent)
        settle()
        begin_serving("METRICS_PORT")

    @routes.listener("after_server_stop")
    async def stop(app: Sanic, _: Any) -> None:
        endpoint = getattr(getattr(app.ctx, "agent", None), "action_endpoint", None)
        if isinstance(endpoint, ActionServer | ActionsHere):
            await endpoint.close()


def prepare(agent: Any) -> None:
    """Give the agent our own action endpoint, and take Rasa's wrapper off its tracker store.

    The wrapper turns a database that fails into memory: visitors would be answered, and forgotten. Written for 3.6.21;
    tests/web/test_channel_rasa_agent.py fails when Rasa changes there.
    """
    processor = getattr(agent, "processor", None)
    if processor is None:
        return
    if isinstance(agent.tracker_store, FailSafeTrackerStore):
        agent.tracker_store = processor.tracker_store = agent.tracker_store._tracker_store
    # Ours are subclasses: what was prepared stays.
    if type(agent.action_endpoint) is EndpointConfig:
        agent.action_endpoint = processor.action_endpoint = _ours(agent.action_endpoint)


def _ours(endpoint: EndpointConfig) -> ActionServer | ActionsHere:
    """Return who runs the actions, as endpoints.yml has it; raises SystemExit if they can't be imported."""
    return ActionsHere(endpoint) if endpoint.kwargs.get("actions_module") else ActionServer.like(endpoint)


async def warm_up(agent: Any) -> None:
    """Let the pipeline read a message: its first one takes seconds, which no visitor should wait for."""
    if getattr(agent, "processor", None) is not None:
        await agent.parse_message("Bonjour")
