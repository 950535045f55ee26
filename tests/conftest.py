"""What every test may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.run import LOCAL, apart, assistant, free_port
from scripts.train import MODEL


@pytest.fixture(scope="session")
def assistant_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the real assistant: the one at ASSISTANT_URL, else one that lasts for the session.

    CAP_RESEAUX_MODEL names another model than the one of `make train`.
    """
    running = os.environ.get("ASSISTANT_URL")
    if running:
        yield running.rstrip("/")
        return
    model = Path(os.environ.get("CAP_RESEAUX_MODEL") or MODEL)
    if not model.exists():
        pytest.fail(f"{model} is missing: `make train` makes it.", pytrace=False)
    conversations = tmp_path_factory.mktemp("assistant") / "conversations.db"
    try:
        with assistant(LOCAL, free_port(), model, " for the tests", apart(conversations)) as (server, *_):
            yield server.base
    except SystemExit as problem:
        # A server that does not start: said once, and not tried again for each test, as pytest would after SystemExit.
        raise pytest.fail.Exception(str(problem), pytrace=False) from None
