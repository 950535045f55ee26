"""Schemathesis at length, against the real assistant."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.outside import run
from tests.api.trial import Trial, on_trial

CASES = 10_000
# Of each of the operations; there are some more of each phase.
EXAMPLES = 650


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    with on_trial(tmp_path_factory.mktemp("trial")) as trial:
        yield trial


def test_ten_thousand_cases_find_nothing(trial: Trial, tmp_path: Path) -> None:
    with trial.unharmed():
        cases = run(trial, tmp_path, EXAMPLES, "--generation-database", "none")
    print(f"{cases} cases")
    assert cases >= CASES
