"""Conversations that make no sense, in small; tests/soak/test_fuzz.py holds thousands."""

from __future__ import annotations

from tests.api.fuzzing import fuzz
from tests.api.trial import Trial

MESSAGES = 150


def test_whatever_is_typed_is_answered(trial: Trial) -> None:
    with trial.unharmed():
        problems = fuzz(trial, MESSAGES)
        assert not problems, "\n\n".join(problems)
