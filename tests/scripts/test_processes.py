"""How pytest spreads the tests over its processes."""

from __future__ import annotations

import pytest


def test_the_tests_of_a_folder_share_a_process(request: pytest.FixtureRequest) -> None:
    """They share servers and logs; xdist reads the group of a test from its name."""
    if not hasattr(request.config, "workerinput"):
        pytest.skip("All tests run in one process.")
    assert request.node.nodeid.endswith(f"@{request.path.parent.as_posix()}")
