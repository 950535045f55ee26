"""Real servers, of which only the action server changes: a start of Rasa's costs too much for each fault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from scripts.run import LOCAL, apart, assistant, free_port
from scripts.supervision import Server
from scripts.train import MODEL


class Installation(NamedTuple):
    """The servers, and the file of their database."""

    actions: Server
    rasa: Server
    database: Path


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Rasa and an action server with a database of their own; nobody watches over them."""
    if not MODEL.exists():
        pytest.fail(f"{MODEL} is missing: `make train` makes it.", pytrace=False)
    database = tmp_path_factory.mktemp("faults") / "faults.db"
    with assistant(LOCAL, free_port(), free_port(), MODEL, " under fault", **apart(database)) as (actions, rasa):
        yield Installation(actions, rasa, database)
