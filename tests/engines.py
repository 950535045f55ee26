"""PostgreSQL and nginx for tests: real ones on free ports, with a folder of their own, from Debian's packages."""

from __future__ import annotations

import multiprocessing
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from scripts.run import LOCAL, free_port

# Seconds for an engine to start or to end.
_PATIENCE = 30
# PostgreSQL refuses to run as root; Debian's package makes this user.
_USER = "postgres"
DEPLOY = Path("deploy")
# Where nginx puts what does not fit into its memory.
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def program(name: str, *elsewhere: str) -> str:
    """The path of a program; without it the test is skipped with a line that says what to do."""
    folders = [str(folder) for pattern in elsewhere for folder in sorted(Path("/").glob(pattern), reverse=True)]
    found = shutil.which(name, path=os.pathsep.join([*folders, os.environ.get("PATH", ""), "/usr/sbin"]))
    if found is None:
        pytest.skip(f"{name} is missing: `make system-packages` installs it.")
    return found


def wait_until(ready: Callable[[], bool], what: str) -> None:
    """Return once `ready` says so; the test fails when it does not in time."""
    limit = time.monotonic() + _PATIENCE
    while not ready():
        assert time.monotonic() < limit, f"{what} took longer than {_PATIENCE} s"
        time.sleep(0.02)


def listens(port: int) -> bool:
    """Whether somebody takes connections at this port."""
    with socket.socket() as client:
        client.settimeout(1)
        return client.connect_ex((LOCAL, port)) == 0


class Postgres:
    """A PostgreSQL server with its own data, which can be ended, hung and started again."""

    def __init__(self, folder: Path) -> None:
        """Make the data folder below `folder`, which must be the user's who runs PostgreSQL."""
        self._bin = Path(program("postgres", "usr/lib/postgresql/*/bin")).parent
        self._data = folder / "data"
        self._log = folder / "log"
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_port()
        self._databases = 0
        command = [str(self._bin / "initdb"), "-D", str(self._data), "-U", "cap", "-E", "UTF8", "--locale=C.UTF-8"]
        subprocess.run([*command, "--auth=trust", "--no-sync"], check=True, stdout=subprocess.DEVNULL, **_as_user())

    def start(self) -> None:
        """Start it, and return once it takes questions."""
        settings = {"port": self.port, "listen_addresses": LOCAL, "unix_socket_directories": "", "fsync": "off"}
        command = [str(self._bin / "postgres"), "-D", str(self._data)]
        command += [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **_as_user()
            )
        ask = [str(self._bin / "pg_isready"), "-q", "-h", LOCAL, "-p", str(self.port)]
        wait_until(lambda: subprocess.run(ask).returncode == 0, "the start of PostgreSQL")

    def stop(self) -> None:
        """End it at once, as a fault would, and every connection with it."""
        if self._process is not None:
            # With SIGTERM it would wait for its clients to leave.
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(_PATIENCE)
            self._process = None

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """It takes connections and says nothing, for as long as the block lasts."""
        assert self._process is not None
        parent = self._process.pid
        os.kill(parent, signal.SIGSTOP)
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        for child in children:
            os.kill(int(child), signal.SIGSTOP)
        try:
            yield
        finally:
            for process in (*map(int, children), parent):
                os.kill(process, signal.SIGCONT)

    def new_database(self) -> str:
        """The address of a new, empty database."""
        self._databases += 1
        name = f"test_{self._databases}"
        engine = create_engine(self._url("postgres"), future=True, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return self._url(name)

    def _url(self, database: str) -> str:
        return f"postgresql://cap@{LOCAL}:{self.port}/{database}"


def _as_user() -> dict[str, Any]:
    """Options of subprocess: who runs PostgreSQL, and a folder that they may stand in."""
    if os.geteuid() != 0:
        return {"cwd": "/"}
    return {"cwd": "/", "user": _USER, "group": _USER, "extra_groups": []}


class Nginx:
    """The nginx of deploy/ on free ports, before servers on other ports of this machine."""

    def __init__(
        self, folder: Path, rasa: Sequence[int], actions: Sequence[int], changes: Mapping[str, str] | None = None
    ) -> None:
        """Start it with its files in `folder`; `changes` are made in deploy/nginx/assistant.conf, new by old."""
        port, actions_port = free_port(), free_port()
        self.url = f"http://{LOCAL}:{port}"
        self.actions_url = f"http://{LOCAL}:{actions_port}/webhook"
        self.access_log, self.error_log = folder / "access.log", folder / "error.log"
        servers = (DEPLOY / "nginx" / "servers.conf").read_text(encoding="utf-8")
        for name, ports in (("rasa:5005", rasa), ("actions:5055", actions)):
            line = rf"server {name} (.*)\n"
            servers = _replaced(servers, line, "".join(rf"server {LOCAL}:{port} \1" + "\n" for port in ports))
        rules = (DEPLOY / "nginx" / "assistant.conf").read_text(encoding="utf-8")
        changes = {
            "listen 8080": f"listen {LOCAL}:{port}",
            "listen 5056": f"listen {LOCAL}:{actions_port}",
            "/var/log/nginx/access.log": str(self.access_log),
            **(changes or {}),
        }
        for old, new in changes.items():
            rules = _replaced(rules, re.escape(old), new)
        (folder / "servers.conf").write_text(servers, encoding="utf-8")
        (folder / "assistant.conf").write_text(rules, encoding="utf-8")
        paths = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in _TEMPORARY)
        main = folder / "nginx.conf"
        main.write_text(
            f"{'user root;' if os.geteuid() == 0 else ''} daemon off; worker_processes 2; pid {folder}/pid;\n"
            f"events {{}}\nhttp {{ {paths} include {folder}/servers.conf; include {folder}/assistant.conf; }}\n"
        )
        self._process = subprocess.Popen(
            [program("nginx"), "-e", str(self.error_log), "-c", str(main)],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_until(lambda: listens(port), f"the start of nginx (see {self.error_log})")

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(_PATIENCE)


def _replaced(text: str, pattern: str, new: str) -> str:
    """The text with what the pattern finds replaced; a pattern that finds nothing is a mistake."""
    text, times = re.subn(pattern, new, text)
    assert times, f"deploy/nginx holds no « {pattern} »"
    return text


def processes() -> ForkServerContext:
    """What starts processes that have imported Rasa already: they are forked from one that did, and has no threads."""
    context: ForkServerContext = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.cluster.racer"])
    return context


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """PostgreSQL, one for all tests."""
    # Not pytest's folder, which is root's alone when root runs the tests.
    with tempfile.TemporaryDirectory(prefix="postgres-") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            program("postgres", "usr/lib/postgresql/*/bin")
            shutil.chown(folder, _USER, _USER)
        server = Postgres(folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, on each engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'events.db'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.new_database()
