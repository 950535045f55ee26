"""Real servers that stay through many faults: a start of Rasa's costs too much for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from scripts.run import LOCAL, apart, assistant, free_port
from scripts.supervision import Server
from scripts.train import MODEL


class Installation(NamedTuple):
    """The servers, and the file of their database; nobody watches over them."""

    servers: Sequence[Server]
    database: Path

    @property
    def rasa(self) -> Server:
        """The server that talks to visitors."""
        return self.servers[0]

    @property
    def actions(self) -> Server:
        """The action server, where there is one."""
        return self.servers[1]


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The assistant as it ships: one server, which runs the actions too."""
    with installed(tmp_path_factory, "one") as it:
        yield it


@pytest.fixture(scope="session")
def two_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Rasa and an action server."""
    with installed(tmp_path_factory, "two", free_port()) as it:
        yield it


@contextmanager
def installed(folders: pytest.TempPathFactory, name: str, action_port: int | None = None) -> Iterator[Installation]:
    if not MODEL.exists():
        pytest.fail(f"{MODEL} is missing: `make train` makes it.", pytrace=False)
    database = folders.mktemp("faults") / "faults.db"
    purpose = f" under fault {name}"
    with assistant(LOCAL, free_port(), MODEL, purpose, apart(database), action_port) as servers:
        yield Installation(servers, database)
