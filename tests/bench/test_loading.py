"""What is read of Locust's JSON."""

from __future__ import annotations

import json

import pytest

from bench.loading import ROUTES, read_load

TOLD = json.dumps(
    [
        {"name": "/chat/sessions", "num_requests": 9},
        {
            "name": ROUTES["Program"],
            "num_requests": 100,
            "num_failures": 3,
            "start_time": 50.0,
            "last_request_timestamp": 70.0,
            "response_times": {"30": 90, "400": 10},
        },
    ]
)


def test_a_load_is_that_of_its_route() -> None:
    load = read_load(TOLD, ROUTES["Program"])
    assert load is not None
    assert (load.turns, load.failed, load.a_second) == (100, 3, pytest.approx(5.0))
    assert (load.p50, load.p95, load.p99) == (30, 400, 400)


def test_a_route_that_got_nothing_has_no_load() -> None:
    assert read_load(TOLD, ROUTES["Visitor"]) is None
