"""How much one visitor, and one address, may ask of this server; beyond it the answer is a French 429.

VISITOR_LIMIT and ADDRESS_LIMIT are rates such as « 30/minute ». Each server counts for itself.
"""

from __future__ import annotations

import functools
import os
import threading
import time

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from sanic.request import Request

from channels import phrases
from channels.refusals import RefusedError
from observability.metrics import RATE_LIMITED

# A message every two seconds is more than anybody reads; an office shares one address.
_VISITOR, _ADDRESS = "30/minute", "300/minute"
# Seconds.
_SWEPT_EVERY = 1.0


class _Sweeper(threading.Timer):
    """Does its work again and again, not once."""

    daemon = True

    def run(self) -> None:
        """Work until it is cancelled."""
        while not self.finished.wait(self.interval):
            self.function()


class _Counts(MemoryStorage):
    """Counts in memory. The library starts a thread with each request to forget what is over; here one does it all."""

    def __init__(self) -> None:
        """Count nothing yet."""
        super().__init__()
        self.timer.cancel()
        self.timer = _Sweeper(_SWEPT_EVERY, self.timer.function)
        self.timer.start()


class Limits:
    """The counts of one server."""

    def __init__(self, visitor: RateLimitItem, address: RateLimitItem) -> None:
        """Allow these rates."""
        self._visitor, self._address = visitor, address
        self._counted = MovingWindowRateLimiter(_Counts())

    def check(self, request: Request, sender: str | None = None) -> None:
        """Count a request of its address and, when it is a message, of its conversation.

        Raises RefusedError when it is one too many.
        """
        # remote_addr is what the proxies in front say, when Sanic's settings name them (SANIC_PROXIES_COUNT).
        self._check(self._address, "address", request.remote_addr or request.ip or "")
        if sender is not None:
            self._check(self._visitor, "visitor", sender)

    def _check(self, limit: RateLimitItem, kind: str, name: str) -> None:
        if not self._counted.hit(limit, kind, name):
            RATE_LIMITED.labels(kind).inc()
            again = self._counted.get_window_stats(limit, kind, name).reset_time - time.time()
            raise RefusedError(phrases.TOO_MANY, 429, retry_after=max(1, round(again)))


@functools.lru_cache(maxsize=1)
def limits() -> Limits:
    """Return the limits of this server, as the environment sets them; raises ValueError for what is no rate."""
    return Limits(_rate("VISITOR_LIMIT", _VISITOR), _rate("ADDRESS_LIMIT", _ADDRESS))


def _rate(setting: str, usual: str) -> RateLimitItem:
    text = os.environ.get(setting) or usual
    try:
        return parse(text)
    except ValueError:
        raise ValueError(f"{setting}={text} is no rate: {usual} is usual") from None
