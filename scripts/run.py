"""Run the assistant: Rasa, which runs the actions too, started again when it dies.

    python -m scripts.run        the assistant, until Ctrl-C
    python -m scripts.run shell  `rasa shell`, with an action server at its side
    python -m scripts.run test   `rasa test core` on the stories of tests/, likewise

HOST (127.0.0.1) and PORT (5005) come from the environment. With ACTION_PORT the actions get a server of their own on
that port, started and ended with Rasa. It is Rasa's alone and stays on this machine whatever HOST says.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

from ruamel.yaml import YAML

from scripts.console import LOGS, end, fail, main, step
from scripts.supervision import Server, wait_until_up, watch
from scripts.train import MODEL, train_if_needed
from scripts.validate import SETTINGS, check_yaml

LOCAL = "127.0.0.1"
# Seconds; a folder of a run is locked a moment after it was made.
RUN_FOLDER_LOCKED_WITHIN = 60


def apart(database: Path) -> dict[str, str]:
    """The settings of an assistant that is tried out: a SQLite file of its own, and many visitors at one address."""
    return {
        "DATABASE_URL": f"sqlite:///{database.resolve()}",
        "VISITOR_LIMIT": "1000/second",
        "ADDRESS_LIMIT": "1000/second",
    }


def port_from(variable: str) -> int | None:
    """A port number from the environment; None where it has none."""
    value = os.environ.get(variable)
    if not value:
        return None
    if not (value.isdecimal() and 0 < int(value) < 65536):
        raise fail(f"{variable}={value} is not a port: choose a number from 1 to 65535.")
    return int(value)


def check_free(host: str, port: int, variable: str) -> None:
    """End the program with a clear line when we cannot listen there."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror:
        raise fail(f"HOST={host} is not an address of this machine.") from None
    with socket.socket(family, kind) as server:
        # As the servers do it: a port that was just given up counts as free.
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            server.bind(address)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise fail(f"Port {port} is taken: choose another one, like {variable}={port + 1}.") from None
            raise fail(f"{host}:{port} ({variable}) cannot be used: {error.strerror}.") from None


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as server:
        server.bind((LOCAL, 0))
        return int(server.getsockname()[1])


@contextmanager
def serving(name: str, arguments: list[str], base: str, **env: str) -> Iterator[Server]:
    """A server for as long as the block lasts."""
    server = Server(name, arguments, base, env)
    try:
        yield server
    finally:
        end(server.process)


def action_server(port: int, name: str = "Action server", **env: str) -> AbstractContextManager[Server]:
    """The action server on this port, for as long as the block lasts."""
    # Quiet until the hook of rasa_sdk_plugins.py has set up logging.
    arguments = ["rasa_sdk", "--actions", "actions", "--port", str(port), "--quiet"]
    # SANIC_HOST is the only way to tell it where to listen; its own default is every address.
    return serving(name, arguments, f"http://{LOCAL}:{port}", SANIC_HOST=LOCAL, **env)


@contextmanager
def endpoints_with(**actions: str) -> Iterator[Path]:
    """A copy of endpoints.yml whose action_endpoint has these in place of `url` and `actions_module`.

    It lasts as long as the block. Rasa leaves a variable in a URL as it stands when it is not set, so that the file
    itself can't name a port of ours.
    """
    yaml = YAML()
    endpoints = yaml.load(Path("endpoints.yml"))
    for usual in ("url", "actions_module"):
        endpoints["action_endpoint"].pop(usual)
    endpoints["action_endpoint"].update(actions)
    with run_folder(Path("var")) as folder:
        copy = folder / "endpoints.yml"
        yaml.dump(endpoints, copy)
        yield copy


def endpoints_for(action_port: int) -> AbstractContextManager[Path]:
    """A copy of endpoints.yml that names the action server on this port, for as long as the block lasts."""
    return endpoints_with(url=f"http://{LOCAL}:{action_port}/webhook")


@contextmanager
def run_folder(parent: Path) -> Iterator[Path]:
    """A folder for as long as the block lasts; those of runs that were killed are removed."""
    parent.mkdir(exist_ok=True)
    for folder in parent.glob("run-*"):
        with locked(folder) as is_ours:
            # A younger one may not be locked yet.
            if is_ours and time.time() - folder.stat().st_mtime > RUN_FOLDER_LOCKED_WITHIN:
                shutil.rmtree(folder)
    with tempfile.TemporaryDirectory(prefix="run-", dir=parent) as name, locked(Path(name)):
        yield Path(name)


@contextmanager
def locked(folder: Path) -> Iterator[bool]:
    """Lock a folder for as long as this process and the block last; False when another process has, or it is gone."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        yield False
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(handle)


def rasa_server(port: int, endpoints: Path, model: Path = MODEL, host: str = LOCAL) -> list[str]:
    """The module that serves a model at this address, and its arguments."""
    files = ["--model", str(model), "--credentials", "credentials.yml", "--endpoints", str(endpoints)]
    return ["rasa_faster", "run", *files, "--interface", host, "--port", str(port)]


@contextmanager
def assistant(
    host: str,
    port: int,
    model: Path = MODEL,
    purpose: str = "",
    settings: Mapping[str, str] | None = None,
    action_port: int | None = None,
) -> Iterator[tuple[Server, ...]]:
    """Rasa, ready to answer, for as long as the block lasts.

    Args:
        host: where it listens.
        port: likewise.
        model: the file.
        purpose: the end of the servers' names, and so of those of their logs.
        settings: environment variables that all servers get.
        action_port: where the actions get a server of their own, which comes second; without it Rasa runs them.

    """
    # Every address of this machine is no address to visit.
    visit = {"0.0.0.0": LOCAL, "::": "::1"}.get(host, host)  # noqa: S104
    base = f"http://[{visit}]:{port}" if ":" in visit else f"http://{visit}:{port}"
    env = dict(settings or {})
    with ExitStack() as stack:
        endpoints, others = Path("endpoints.yml"), []
        if action_port is not None:
            endpoints = stack.enter_context(endpoints_for(action_port))
            others = [stack.enter_context(action_server(action_port, f"Action server{purpose}", **env))]
        rasa = rasa_server(port, endpoints, model, host)
        servers = (stack.enter_context(serving(f"Rasa{purpose}", rasa, base, **env)), *others)
        wait_until_up(*servers)
        yield servers


def run_servers() -> None:
    """The assistant until Ctrl-C; a server that dies is started again."""
    host = os.environ.get("HOST") or LOCAL
    port, action_port = port_from("PORT") or 5005, port_from("ACTION_PORT")
    if port == action_port:
        raise fail(f"PORT and ACTION_PORT are both {port}: choose two ports.")
    # Before the training: nobody should wait for minutes to learn that a port is taken.
    check_free(host, port, "PORT")
    if action_port is not None:
        check_free(LOCAL, action_port, "ACTION_PORT")
    check_yaml(*SETTINGS)
    train_if_needed()

    print("Starting the assistant…", flush=True)
    try:
        with assistant(host, port, action_port=action_port) as servers:
            print(f"Cap Réseaux is ready: {servers[0].base}/chat/ (Ctrl-C ends it)", flush=True)
            watch(*servers)
    except KeyboardInterrupt:
        print("\nStopped.")


@contextmanager
def rasa_command(arguments: list[str]) -> Iterator[list[str]]:
    """A command of Rasa's, complete with the model and an action server as long as it lasts."""
    train_if_needed()
    port = free_port()
    name = f"Action server for {arguments[0]}"
    with endpoints_for(port) as endpoints, action_server(port, name) as actions:
        wait_until_up(actions)
        options = ["--model", str(MODEL), "--endpoints", str(endpoints)]
        yield [sys.executable, "-m", "rasa", *arguments, *options]


def shell() -> int:
    """`rasa shell`, in the foreground."""
    # It serves HTTP too; a free port lets it run beside `make run`.
    address = ["--interface", LOCAL, "--port", str(free_port())]
    with rasa_command(["shell", "--quiet", *address]) as command:
        process = subprocess.Popen(command)
        try:
            return process.wait()
        except KeyboardInterrupt:
            # From the terminal, Ctrl-C has reached it as well; `kill` has not.
            process.terminate()
            process.wait()
            raise


def test_stories() -> None:
    """`rasa test core` on the stories of tests/; any wrong prediction fails."""
    arguments = ["test", "core", "--e2e", "--stories", "tests/test_stories.yml", "--no-plot"]
    arguments += ["--out", "var/results", "--fail-on-prediction-errors"]
    with rasa_command(arguments) as command:
        problem = "`rasa test` failed; wrong predictions are in var/results."
        step("Testing the stories", command, LOGS / "test-stories.log", problem)


def run() -> int | None:
    """The command line."""
    match sys.argv[1:]:
        case []:
            run_servers()
        case ["shell"]:
            return shell()
        case ["test"]:
            test_stories()
        case _:
            raise fail(f"Usage: python -m scripts.run [shell | test], not {sys.argv[1:]}.")
    return None


if __name__ == "__main__":
    main(run)
