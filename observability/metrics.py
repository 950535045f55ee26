"""The metrics of our servers, for Prometheus; docs/operations.md tells what each one means.

No label holds anything of a visitor's: its values are few, and stand in the code.
"""

from __future__ import annotations

import logging
import os

from prometheus_client import Counter, Histogram, disable_created_metrics, start_http_server

logger = logging.getLogger(__name__)

# Nobody but this machine may read them.
_HOST = "127.0.0.1"
# Seconds: a turn takes some 50 ms, and is given up after 9 s.
_TURN = (0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 6, 10)
_STAGE = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)

disable_created_metrics()  # type: ignore[no-untyped-call]

TURNS = Counter("cap_reseaux_turns", "Messages of visitors, by what became of them.", ["channel", "outcome", "reason"])
TURN_SECONDS = Histogram("cap_reseaux_turn_seconds", "Time of a turn.", ["channel"], buckets=_TURN)
STAGE_SECONDS = Histogram("cap_reseaux_turn_stage_seconds", "Time of a turn, by stage.", ["stage"], buckets=_STAGE)
FALLBACKS = Counter("cap_reseaux_fallbacks", "Replies that hold no answer, by why.", ["reason"])
GUARD_REFUSALS = Counter("cap_reseaux_guard_refusals", "Replies held back by the guard, by rule broken.", ["rule"])
RATE_LIMITED = Counter("cap_reseaux_rate_limited", "Requests refused as one too many, by limit.", ["limit"])
RESPONSES = Counter("cap_reseaux_responses", "HTTP responses, by status.", ["status"])
ERRORS = Counter("cap_reseaux_errors", "Errors and exceptions that were logged, by the package that did.", ["source"])


def serve_metrics(variable: str) -> None:
    """Serve /metrics on the port that the environment's `variable` holds, if any.

    A port that can't be used is logged, and costs the metrics alone.
    """
    port = os.environ.get(variable)
    if not port:
        return
    try:
        start_http_server(int(port), addr=_HOST)
    except (OSError, OverflowError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or "not a port"
        logger.error("There are no metrics: %s=%s can't be used (%s).", variable, port, reason)
