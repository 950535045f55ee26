"""Servers of ours as processes: started, waited for, watched, and started again when they die."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException

from scripts.console import LOGS, end, fail, start

# Seconds for a server to answer: a small machine needs tens of them to load the model.
PATIENCE = 180
# Seconds between two looks at the servers.
_EVERY = 0.2
# Seconds before a server that has not answered since its start is started again; after the last one all is given up.
_PAUSES = (1.0, 3.0)


def status(url: str) -> int | None:
    """The HTTP status at this address, or None when nobody answers."""
    # No proxy: the servers are on this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=5) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code
    # What is no HTTP is no answer.
    except (OSError, HTTPException):
        return None


def is_up(base: str) -> bool:
    """Whether a server answers; Rasa without our channel has no /health, only /."""
    health = status(f"{base}/health")
    return health == 200 or (health == 404 and status(f"{base}/") == 200)


class Server:
    """A child process that serves HTTP, with its log. It ends with this process, however this one ends."""

    def __init__(self, name: str, arguments: list[str], base: str, env: dict[str, str]) -> None:
        """Start `python -m …arguments…`, which will answer at `base`."""
        self.name = name
        self.base = base
        self.log = LOGS / f"{name.replace(' ', '-').lower()}.log"
        self._command = [sys.executable, "-m", "scripts.leash", *arguments]
        self._env = env
        self.process = start(self._command, self.log, env, stdin=subprocess.PIPE)

    def start_again(self) -> None:
        """Start it anew, after its end if it has not ended; the log goes on, with a line between."""
        # What it had started itself may still hold the port.
        end(self.process)
        with self.log.open("a", encoding="utf-8") as log:
            log.write(f"\n--- {time.strftime('%F %T')} ended ({self.how_it_ended()}), started again ---\n")
        self.process = start(self._command, self.log, self._env, stdin=subprocess.PIPE, append=True)

    def how_it_ended(self) -> str | None:
        """Its exit code or what killed it, in words; None while it lives."""
        code = self.process.poll()
        if code is None:
            return None
        return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"

    def check_alive(self) -> None:
        """End the program with the log's last lines when the process is dead."""
        how = self.how_it_ended()
        if how:
            raise fail(f"{self.name} ended by itself ({how}): all is stopped.", self.log)


def wait_until_up(*servers: Server) -> None:
    """Return once all servers answer; end the program when one will not."""
    limit = time.monotonic() + PATIENCE
    waiting = list(servers)
    while waiting:
        for server in servers:
            server.check_alive()
        waiting = [server for server in waiting if not is_up(server.base)]
        if waiting and time.monotonic() > limit:
            late = waiting[0]
            raise fail(f"{late.name} did not answer within {PATIENCE} s.", late.log)
        time.sleep(0.3)


class Guardian:
    """Starts one server again whenever it dies, and tells so on the screen."""

    def __init__(self, server: Server) -> None:
        """Watch over a server that answers."""
        self._server = server
        self._answered = True
        self._failures = 0
        self._started = time.monotonic()
        self._due: float | None = None

    def look(self) -> None:
        """See to the server; waits for nothing but an answer that it should give.

        Raises:
            SystemExit: if it has died or hung again and again without having answered since its start.

        """
        now = time.monotonic()
        if self._due is not None:
            if now >= self._due:
                self._due, self._started, self._answered = None, now, False
                self._server.start_again()
            return
        how = self._server.how_it_ended()
        if how:
            self._due = now + self._pause(how)
        elif not self._answered:
            self._wait_for_an_answer(now)

    def _pause(self, how: str) -> float:
        """Return for how long a server that has ended so is left dead, in seconds."""
        name, log = self._server.name, self._server.log
        self._failures = 0 if self._answered else self._failures + 1
        if self._failures > len(_PAUSES):
            times = f"{self._failures} times right after its start"
            raise fail(f"{name} ended {times} (the last time: {how}): all is stopped.", log)
        print(f"{name} ended by itself ({how}) and is started again. Its log: {log}", flush=True)
        return _PAUSES[self._failures - 1] if self._failures else 0.0

    def _wait_for_an_answer(self, now: float) -> None:
        # Any answer will do: Rasa's /health is 503 for as long as nobody runs actions.
        if status(f"{self._server.base}/health") is not None:
            self._answered = True
            print(f"{self._server.name} answers again, {now - self._started:.0f} s after its start.", flush=True)
        elif now - self._started > PATIENCE:
            self._server.process.kill()


def watch(*servers: Server, until: threading.Event | None = None) -> None:
    """Start servers again that die, each for itself, until the event is set.

    Raises:
        SystemExit: if one can't be kept alive.

    """
    until = until or threading.Event()
    guardians = [Guardian(server) for server in servers]
    while not until.wait(_EVERY):
        for guardian in guardians:
            guardian.look()


@contextmanager
def watched(*servers: Server) -> Iterator[None]:
    """`watch` in a thread, for as long as the block lasts; what it gave up for is raised at the end."""
    problems: list[SystemExit] = []
    until = threading.Event()

    def keep_watch() -> None:
        try:
            watch(*servers, until=until)
        except SystemExit as problem:
            problems.append(problem)

    thread = threading.Thread(target=keep_watch, name="watch")
    thread.start()
    try:
        yield
    finally:
        until.set()
        thread.join()
    if problems:
        raise problems[0]
