"""The action server, as Rasa calls it: connections that stay open, and no waiting longer than a visitor would.

Rasa's own EndpointConfig opens a connection for each call and waits for five minutes.
"""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from observability.stages import stage

# Seconds for all tries together: the channel gives up the turn a little later (turn.ANSWER_WITHIN_SECONDS).
PATIENCE = 8.0
# Pauses before trying again when nobody listens: a server that was ended is back within seconds.
_PAUSES = (0.1, 0.3, 0.6, 1.0, 1.5, 2.0)


class ActionServer(EndpointConfig):
    """Rasa's action endpoint."""

    _session: aiohttp.ClientSession | None = None

    @classmethod
    def like(cls, endpoint: EndpointConfig) -> ActionServer:
        """Return one with the settings of endpoints.yml."""
        return cls(
            endpoint.url,
            endpoint.params,
            endpoint.headers,
            endpoint.basic_auth,
            endpoint.token,
            endpoint.token_name,
            endpoint.cafile,
            **endpoint.kwargs,
        )

    def session(self) -> aiohttp.ClientSession:
        """Return the session that all calls share; made within the event loop that uses it."""
        if self._session is None or self._session.closed:
            self._session = super().session()
        return self._session

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Call the server and return its JSON.

        An action only computes an answer, and keeps plans under their names: a call whose connection broke may be made
        again.

        Raises:
            ClientResponseError: if it answers with an error.
            aiohttp.ClientError, asyncio.TimeoutError, ValueError: if it is away, too slow, or talks nonsense.

        """
        kwargs["timeout"] = aiohttp.ClientTimeout(total=PATIENCE)
        with stage("actions"):
            return await asyncio.wait_for(self._try(method, subpath, compress, kwargs), PATIENCE)

    async def _try(self, method: str, subpath: str | None, compress: bool, options: dict[str, Any]) -> Any:
        url = f"{self.url}/{subpath}" if subpath else str(self.url)
        for pause in (*_PAUSES, None):
            try:
                async with self.session().request(
                    method, url, params=self.combine_parameters(), compress=compress, **options
                ) as response:
                    if response.status >= 400:
                        # Never 400: there is no form to leave, and Rasa would ask again until the turn is given up.
                        raise ClientResponseError(502, response.reason, f"HTTP status {response.status}")
                    return await response.json()
            except (aiohttp.ClientConnectorError, aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
                if pause is None:
                    raise
                await asyncio.sleep(pause)
        raise AssertionError("unreachable")

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
