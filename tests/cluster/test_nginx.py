"""The nginx of deploy/ before servers that do what a test wants: no Rasa is needed to see what it passes on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests

from channels import phrases
from channels.body import MESSAGE_ID
from scripts.run import LOCAL, free_port
from tests.engines import Nginx, wait_until

WEBHOOK = "/webhooks/rest/webhook"
SECRET = "0123456789abcdef0123456789abcdef"


class Upstream(ThreadingHTTPServer):
    """A server that keeps what it got, and answers or breaks the connection off."""

    daemon_threads = True

    def __init__(self) -> None:
        """Listen on a free port."""
        super().__init__((LOCAL, 0), _Handler)
        self.got: list[Any] = []
        self.status: int | None = 200
        self.pause = 0.0

    def handle_error(self, *_: Any) -> None:
        """Say nothing: nginx has gone to another server."""


class _Handler(BaseHTTPRequestHandler):
    server: Upstream

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.got.append((dict(self.headers), body))
        time.sleep(self.server.pause)
        if self.server.status is not None:
            self.send_response(self.server.status)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

    do_GET = do_POST = answer  # noqa: N815 (http.server's names)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def serving() -> Iterator[Upstream]:
    """An upstream server for as long as the block lasts."""
    with Upstream() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture()
def two() -> Iterator[list[Upstream]]:
    """Two servers."""
    with serving() as one, serving() as other:
        yield [one, other]


Start = Callable[..., Nginx]


@pytest.fixture()
def start(tmp_path: Path) -> Iterator[Start]:
    """Start nginx before some servers, the same ones for visitors and for actions."""
    with ExitStack() as stack:

        def begin(*servers: Upstream, **options: Any) -> Nginx:
            ports = [server.server_port for server in servers] or [free_port()]
            nginx = Nginx(tmp_path, ports, ports, **options)
            stack.callback(nginx.stop)
            return nginx

        yield begin


def test_each_message_has_an_id_of_nginx_and_the_visitor_s_address(start: Start, two: list[Upstream]) -> None:
    """Whatever a visitor writes there themselves."""
    nginx = start(two[0])
    forged = {"X-Request-ID": SECRET, "X-Forwarded-For": "1.2.3.4", "X-Real-IP": "1.2.3.4"}
    for _ in range(2):
        assert requests.post(nginx.url + WEBHOOK, json={}, headers=forged, timeout=10).status_code == 200
    names = [headers["X-Request-ID"] for headers, _ in two[0].got]
    assert len({*names, SECRET}) == 3 and all(MESSAGE_ID.fullmatch(name) for name in names)
    assert [headers["X-Forwarded-For"] for headers, _ in two[0].got] == [LOCAL] * 2


@pytest.mark.parametrize("path", ["url", "actions_url"])
def test_a_server_that_breaks_off_is_replaced_and_the_message_stays_the_same(
    start: Start, two: list[Upstream], path: str
) -> None:
    """Even after it got the whole message: the conversation takes an id once."""
    two[0].status = None
    nginx = start(*two)
    for number in range(6):
        answer = requests.post(getattr(nginx, path), data=str(number), timeout=10)
        assert answer.status_code == 200
    assert [int(body) for _, body in two[1].got] == list(range(6))
    assert two[0].got
    if path == "url":
        by_name = {headers["X-Request-ID"]: body for headers, body in two[1].got}
        assert all(by_name[headers["X-Request-ID"]] == body for headers, body in two[0].got)


def test_a_server_that_hangs_is_replaced(start: Start, two: list[Upstream]) -> None:
    two[0].pause = 4
    nginx = start(*two, changes={"read_timeout 4500ms": "read_timeout 500ms"})
    for _ in range(4):
        begun = time.monotonic()
        assert requests.post(nginx.url, data="x", timeout=10).status_code == 200
        assert time.monotonic() - begun < 2


def test_what_a_server_says_is_its_answer(start: Start, two: list[Upstream]) -> None:
    """A database that is down is down for the other one too, and the visitor has waited already."""
    two[0].status = two[1].status = 503
    assert requests.post(start(*two).url, data="x", timeout=10).text == "{}"
    assert len(two[0].got) + len(two[1].got) == 1


def test_without_a_server_the_answer_is_french(start: Start) -> None:
    nginx = start()
    for _ in range(5):
        answer = requests.post(nginx.url + WEBHOOK, json={}, timeout=10)
        assert (answer.status_code, answer.json()) == (503, {"error": phrases.BACK_SOON})
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.headers["Retry-After"].isdecimal()


def test_without_an_action_server_the_connection_ends(start: Start) -> None:
    """Rasa then tries again; an error would be taken for an answer."""
    with pytest.raises(requests.ConnectionError):
        requests.post(start().actions_url, json={}, timeout=10)


def test_a_flood_and_a_flood_of_bytes_are_refused_in_french(start: Start, two: list[Upstream]) -> None:
    nginx = start(two[0])
    answer = requests.post(nginx.url + WEBHOOK, data="x" * 9000, timeout=10)
    assert (answer.status_code, answer.json()) == (413, {"error": phrases.BODY_TOO_LARGE})
    with requests.Session() as session:
        answers = [session.get(nginx.url + "/health", timeout=10) for _ in range(120)]
    refused = [answer for answer in answers if answer.status_code != 200]
    assert 0 < len(refused) < 60
    assert {answer.status_code for answer in refused} == {429}
    assert refused[0].json() == {"error": phrases.TOO_MANY}


def test_no_log_holds_a_key(start: Start, two: list[Upstream]) -> None:
    """Of a plan, neither where it was served nor where it could not be."""
    two[0].status = None
    nginx = start(two[0])
    requests.get(f"{nginx.url}/plan/{SECRET}.md?x={SECRET}", headers={"X-Chat-Session": SECRET}, timeout=10)
    requests.get(f"{nginx.url}/chat/history?x={SECRET}", headers={"X-Chat-Session": SECRET}, timeout=10)
    # nginx writes a line after its answer has left.
    wait_until(lambda: len(nginx.access_log.read_text().splitlines()) > 1, "the second line of the log")
    lines = nginx.access_log.read_text().splitlines()
    assert [line.split()[1:4] for line in lines] == [["GET", "/plan/-", "503"], ["GET", "/chat/history", "503"]]
    assert f"/plan/{SECRET}" not in nginx.error_log.read_text() and SECRET not in nginx.access_log.read_text()
