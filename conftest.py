"""What pytest loads first, and pytest-xdist in each of its processes: plugins have to be named here."""

from __future__ import annotations

import pytest

pytest_plugins = ["scripts.conversations.plugin", "tests.figures", "tests.engines", "tests.cluster.cluster"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let a process that runs one test of a folder run them all, since they share servers (`--dist loadgroup`).

    The files of tests/advisor/ and tests/french/ share none, and take turns.
    """
    for item in items:
        folder = item.path.parent
        alone = folder.name in {"advisor", "french"}
        item.add_marker(pytest.mark.xdist_group((item.path if alone else folder).as_posix()))
