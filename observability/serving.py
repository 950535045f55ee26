"""What each server does for the operator as soon as it serves, the action server too where there is one."""

from __future__ import annotations

from typing import Any

from observability.logs import withhold
from observability.metrics import RESPONSES, serve_metrics


def begin_serving(port_variable: str) -> None:
    """Keep words of visitors out of the log from now on, and serve metrics on the port of this variable."""
    withhold()
    serve_metrics(port_variable)


async def count_response(_: Any, response: Any) -> None:
    """Count an HTTP response; a middleware of Sanic."""
    RESPONSES.labels(str(response.status)).inc()
