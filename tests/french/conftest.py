"""All that the assistant can say, collected once for the tests that read it."""

from __future__ import annotations

import time
from dataclasses import dataclass

import pytest

from scripts.french.collecting import collect
from scripts.french.model import Collection


@dataclass(frozen=True)
class Collected:
    """The collection, and the seconds of computing that it took."""

    texts: Collection
    seconds: float


@pytest.fixture(scope="session")
def collected() -> Collected:
    began = time.process_time()
    texts = collect()
    return Collected(texts, time.process_time() - began)
