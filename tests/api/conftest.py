"""One assistant on trial for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.api.trial import Trial, on_trial


@pytest.fixture(scope="package")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    with on_trial(tmp_path_factory.mktemp("trial")) as trial:
        yield trial
