"""Put the visitors of bench/locustfile.py before a server, by Locust in an environment of its own."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy

LOCUST = Path(".venv-tools/bin/locust")
# Who may be put before a server (the classes of bench/locustfile.py), and where their messages go.
ROUTES = {"Visitor": "/chat/messages", "Program": "/webhooks/rest/webhook"}
# Seconds in which messages that were sent in time are still waited for: their cost is in the server's processor time.
LAST_ANSWERS = 60


@dataclass(frozen=True)
class Load:
    """What Locust says of the messages of one load; times in milliseconds."""

    turns: int
    failed: int
    a_second: float
    p50: float
    p95: float
    p99: float


def read_load(told: str, route: str) -> Load | None:
    """Read what Locust says of the messages to `route` (its JSON), None if it says nothing of them."""
    entries = [entry for entry in json.loads(told) if entry["name"] == route]
    if not entries:
        return None
    entry = entries[0]
    times = [float(time) for time, count in entry["response_times"].items() for _ in range(count)]
    turns, lasted = entry["num_requests"], entry["last_request_timestamp"] - entry["start_time"]
    p50, p95, p99 = (float(numpy.percentile(times, percent)) for percent in (50, 95, 99))
    return Load(turns, entry["num_failures"], turns / lasted, p50, p95, p99)


def put_load(url: str, who: str, users: int, seconds: int, **env: str) -> Load:
    """Put so many of `who` before the server at `url` for so long; `env` has the settings of bench/locustfile.py.

    Raises:
        SystemExit: if Locust fails, or no message had an answer.

    """
    options = ["--headless", "--host", url, "--users", str(users), "--spawn-rate", str(users), "--loglevel", "ERROR"]
    options += ["--run-time", f"{seconds}s", "--stop-timeout", str(LAST_ANSWERS)]
    # Not by its CSV files, which lack the last second when a load ends by itself.
    command = [str(LOCUST), "-f", "bench/locustfile.py", *options, "--json", who]
    # Its status is 1 as soon as one message had no answer; the load says how many.
    done = subprocess.run(command, env={**os.environ, **env}, capture_output=True, text=True, check=False)
    if done.returncode > 1:
        raise SystemExit(done.stderr)
    load = read_load(done.stdout, ROUTES[who])
    if load is None:
        raise SystemExit(f"No message had an answer within {seconds} s; what the server says is in var/log.")
    return load
