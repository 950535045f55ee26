"""5,000 messages of conversations that make no sense, others each time. FUZZ_SEED holds those of an earlier run."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator

import pytest

from tests.api.fuzzing import fuzz
from tests.api.trial import Trial, on_trial

MESSAGES = 5_000


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    with on_trial(tmp_path_factory.mktemp("trial")) as trial:
        yield trial


def test_whatever_is_typed_is_answered(trial: Trial) -> None:
    chosen = int(os.environ.get("FUZZ_SEED") or secrets.randbelow(2**32))
    print(f"FUZZ_SEED={chosen}")
    with trial.unharmed():
        problems = fuzz(trial, MESSAGES, chosen)
        assert not problems, "\n\n".join(problems)
