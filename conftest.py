"""What pytest loads first, and pytest-xdist in each of its processes: plugins have to be named here."""

from __future__ import annotations

import zlib

import pytest

pytest_plugins = ["scripts.conversations.plugin", "tests.figures", "tests.engines", "tests.cluster.cluster"]
LONGEST_NAME = 80


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let a process that runs one test of a folder run them all, since they share servers (`--dist loadgroup`).

    The files of tests/advisor/ and tests/french/ share none, and take turns.
    """
    for item in items:
        folder = item.path.parent
        alone = folder.name in {"advisor", "french"}
        item.add_marker(pytest.mark.xdist_group((item.path if alone else folder).as_posix()))


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name a test after the start of a long value: reports stay readable, and two values stay apart."""
    if isinstance(val, bytes | str) and len(val) > LONGEST_NAME:
        start = repr(val[:LONGEST_NAME])
        return f"{start}… {zlib.crc32(val if isinstance(val, bytes) else val.encode('utf-8', 'surrogatepass')):08x}"
    return None
