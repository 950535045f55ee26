"""The actions, run by this server itself, in a thread with an event loop of its own.

endpoints.yml asks for it: `actions_module` names their package, as in Rasa Pro 3.10. An action that hangs, or waits for
the database, holds up the actions behind it and nothing else, as an action server would.
"""

from __future__ import annotations

import asyncio
import threading
import time
from importlib import import_module
from json import dumps, loads
from typing import Any

from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor

from channels.action_server import PATIENCE
from observability.stages import stage


class ActionsHere(EndpointConfig):
    """Rasa's action endpoint."""

    def __init__(self, endpoint: EndpointConfig) -> None:
        """Register the actions of the module that `endpoint` names, and start their thread.

        Raises:
            SystemExit: if the module can't be imported.

        """
        super().__init__(endpoint.url, **endpoint.kwargs)
        self._executor = _executor_of(endpoint.kwargs["actions_module"])
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self._serve, name="actions", daemon=True).start()

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        json: Any = None,
        **kwargs: Any,
    ) -> Any:
        """Run the action of a call, and return what an action server would.

        Raises:
            ClientResponseError: if the action fails.
            asyncio.TimeoutError: if it takes too long, or has to wait too long for others.

        """
        with stage("actions"):
            # A copy, as it would arrive over HTTP: an action that changes a slot's value in place must not change
            # Rasa's tracker, least of all when the turn has been given up. JSON copies in half of deepcopy's time.
            run = self._run(loads(dumps(json)), time.monotonic() + PATIENCE)
            return await asyncio.wait_for(
                asyncio.wrap_future(asyncio.run_coroutine_threadsafe(run, self.loop)), PATIENCE
            )

    async def close(self) -> None:
        """End the thread, once the action that it runs has ended."""
        self.loop.call_soon_threadsafe(self.loop.stop)

    def _serve(self) -> None:
        try:
            self.loop.run_forever()
        finally:
            self.loop.close()

    async def _run(self, call: dict[str, Any], until: float) -> Any:
        """Run the action of a call whose visitor waits until then (time.monotonic)."""
        if time.monotonic() >= until:
            # Another action hung: asyncio's own cancellation comes too late for a call that is queued behind it.
            raise asyncio.CancelledError
        try:
            return await self._executor.run(call)
        # SystemExit would end the thread, and with it all actions.
        except (Exception, SystemExit) as problem:
            # What an action server's error becomes (channels/action_server.py), rejections included.
            raise ClientResponseError(502, "an action failed", type(problem).__name__) from problem


def _executor_of(module: str) -> ActionExecutor:
    executor = ActionExecutor()
    try:
        executor.register_package(import_module(module))
    # rasa_sdk itself ends the program when a submodule can't be imported.
    except (Exception, SystemExit) as problem:
        reason = (problem.__context__ if isinstance(problem, SystemExit) else None) or problem
        raise SystemExit(
            f"endpoints.yml: the actions of actions_module ({module}) can't be imported: {reason}"
        ) from None
    return executor
