"""Requests that no client library would send, by hand: each is answered in French, and nobody else notices."""

from __future__ import annotations

import gzip
import json
import select
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from typing import Any
from urllib.parse import urlsplit

import pytest

from channels import phrases
from channels.strict_http import PATIENCE
from tests.api.trial import TOKEN, WEBHOOK, Trial

SECONDS = 30
ENDED = b"0\r\n\r\n"


@pytest.fixture(autouse=True)
def unharmed(trial: Trial) -> Iterator[None]:
    with trial.unharmed():
        yield


def body(**fields: Any) -> bytes:
    return json.dumps({"sender": "zoe", "message": "bonjour", **fields}).encode()


def sized(size: int) -> bytes:
    """A sound body of so many bytes."""
    return body().ljust(size)


def post(content: bytes, *headers: str, path: str = WEBHOOK, length: bool = True, last: bool = True) -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: trial", f"Authorization: Bearer {TOKEN}", *headers]
    lines += [f"Content-Length: {len(content)}"] * length + ["Connection: close"] * last
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + content


def chunked(content: bytes, *headers: str, path: str = WEBHOOK) -> bytes:
    return post(content, "Transfer-Encoding: chunked", *headers, path=path, length=False)


def get(path: bytes, *headers: bytes, protocol: bytes = b"HTTP/1.1") -> bytes:
    return b"\r\n".join([b"GET " + path + b" " + protocol, b"Host: trial", b"Connection: close", *headers, b"", b""])


def connect(trial: Trial) -> socket.socket:
    address = urlsplit(trial.base)
    return socket.create_connection((address.hostname, address.port), timeout=SECONDS)


def read(connection: socket.socket) -> bytes:
    """Read until the server closes."""
    received = b""
    with suppress(ConnectionResetError):
        while piece := connection.recv(65536):
            received += piece
    return received


def ask(trial: Trial, request: bytes) -> tuple[int, str]:
    """Send bytes; return the status and the body of the one answer."""
    with closing(connect(trial)) as connection:
        # It may close while we still send.
        with suppress(ConnectionResetError, BrokenPipeError):
            connection.sendall(request)
        head, _, content = read(connection).removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n").partition(b"\r\n\r\n")
    return int(head.split()[1]), content.decode()


@pytest.mark.parametrize(
    "request_",
    [
        # For ever read by Sanic, and nobody else answered meanwhile.
        post(body(), "Content-Length: -5", length=False),
        post(body(), "Content-Length: abc", length=False),
        post(body(), "Content-Length: ٣", length=False),
        post(body(), "Content-Length: +36", length=False),
        post(body(), "Content-Length: 3"),
        post(body(), "Content-Length:", length=False),
        # What a proxy in front might understand otherwise.
        post(ENDED + get(b"/chat/embed"), "Transfer-Encoding: chunked"),
        post(body(), "Transfer-Encoding: xchunked", length=False),
        post(body(), "Transfer-Encoding: gzip, chunked", length=False),
        post(body(), "Transfer-Encoding: chunked", "Transfer-Encoding: identity", length=False),
        chunked(b"zz\r\nabc\r\n" + ENDED),
        chunked(b"-5\r\nabc\r\n" + ENDED),
        chunked(b"a" * 100),
        get(b"/\xff\xfe"),
        get(b"/\xff\xfe", b"Content-Length: 5", b"Expect: 100-continue"),
        get("/chat/é".encode()),
        get(b"chat"),
        get(b":"),
        get(b"http://trial:99999/"),
        get(b"/\x01"),
        get(b"/a b"),
        get(b"/", protocol=b"HTTP/2"),
        get(b"/", protocol=b"\xff"),
        get(b"/", b"no colon"),
        get(b"/", b" folded: header"),
        b"GET /\r\n\r\n",
        b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ],
)
def test_what_is_no_request_is_refused(trial: Trial, request_: bytes) -> None:
    status, said = ask(trial, request_)
    assert (status, json.loads(said)) == (400, {"error": phrases.BAD_REQUEST})


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (get(b"/plan/%00%ff"), 404),
        (get(b"/chat/../../etc/passwd"), 404),
        (get(b"/chat/%2e%2e/%2e%2e/etc/passwd"), 404),
        (get(b"//chat"), 404),
        (get(b"/chat/?%ff%00=%&&;=" + b"a" * 4000), 200),
        (
            get(
                b"/chat/",
                b"Origin: \xff",
                b"If-None-Match: \xff",
                b"Accept: \xff",
                b"Accept-Encoding: \xff",
                b"Cookie: =;\xff",
            ),
            200,
        ),
        (get(b"/chat/", b"Upgrade: websocket", b"Sec-WebSocket-Key: x"), 200),
        (get(b"/health", protocol=b"HTTP/1.0"), 200),
        (get(b"/chat/history", b"X-Chat-Session: \xff\xfe"), 400),
        (get(b"/chat/history", b"X-Chat-Session: " + b"0" * 32 + b"\x00"), 400),
        (get(b"/chat/history", b"X-Chat-Session: " + b"0" * 32 + b"\nSet-Cookie: a=b"), 400),
        (get(b"/").replace(b"GET", b"BREW"), 405),
        (get(b"/").replace(b"GET", b"G\xff"), 405),
        (get(b"/").replace(b"GET", b"HEAD"), 405),
        (get(b"*").replace(b"GET", b"OPTIONS"), 405),
        (chunked(b"zz\r\n" + ENDED, path="/nowhere"), 404),
        (post(sized(8193), path="/nowhere"), 404),
        (post(body(), "Expect: 200-ok"), 417),
        (post(body(), "Expect: 100-continue"), 200),
        (post(body(), "X-Request-ID: \udcff"), 200),
        (post(body(), "X-Request-ID: " + "9" * 7000), 200),
        (post(body(), "X-Request-ID: " + "0" * 32 + "\x0b"), 400),
        (post(body(), "X-Forwarded-For: \udcff, 1,,", "Forwarded: for=\udcff;by=,,,"), 200),
        (post(body(), "X: " + "a" * 9000), 413),
        (post(body(), "X: " + "a" * 100_000), 413),
        (post(sized(8192)), 200),
        (post(sized(8193)), 413),
        (post(sized(1_000_000)), 413),
        (post(body(), "Content-Length: 999999999999", length=False), 413),
        (chunked(b"2000\r\n" + sized(8192) + b"\r\n" + ENDED), 200),
        (chunked(b"2001\r\n" + sized(8193) + b"\r\n" + ENDED), 413),
        (chunked(b"ffffffffffffffffff\r\na"), 413),
        (chunked(b"1;a=b\r\n{\r\n" * 9000), 413),
    ],
)
def test_what_is_a_strange_request_gets_its_status(trial: Trial, request_: bytes, status: int) -> None:
    assert ask(trial, request_)[0] == status


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (gzip.compress(body(), mtime=0), phrases.BODY_NOT_JSON),
        (body().decode().encode("utf-16"), phrases.BODY_NOT_JSON),
        (body().decode().encode("utf-32-le"), phrases.BODY_NOT_JSON),
        ('{"sender": "zoé"}'.encode("latin-1"), phrases.BODY_NOT_JSON),
        (b'{"sender": "zoe", "message": "\xed\xa0\xbd"}', phrases.BODY_NOT_JSON),
        (b'{"sender": "zoe", "message": "bonjour", "x": NaN}', phrases.BODY_NOT_JSON),
        (b'{"sender": "zoe", "message": "bonjour", "x": -Infinity}', phrases.BODY_NOT_JSON),
        (b'{"sender": "zoe", "message": "bonjour"} {}', phrases.BODY_NOT_JSON),
        (b'{"sender": "zoe", "message": "bon\tjour"}', phrases.BODY_NOT_JSON),
        (b'{"a":' * 1300 + b"1" + b"}" * 1300, phrases.BODY_NOT_JSON),
        (b"[" * 4000 + b"]" * 4000, phrases.BODY_NOT_JSON),
        (b"sender=zoe&message=bonjour", phrases.BODY_NOT_JSON),
        (b"9" * 8000, phrases.BODY_NOT_OBJECT),
        (body(sender=1.5), phrases.BAD_SENDER),
        (body(sender=10**300), phrases.BAD_SENDER),
        (body(sender="a\x00b"), phrases.BAD_SENDER),
        (body(sender="\ud83d"), phrases.BAD_SENDER),
        (body(sender="a\r\nSet-Cookie: b=c"), phrases.BAD_SENDER),
        (body(sender="a" * 129), phrases.BAD_SENDER),
        (b'{"sender": "zoe", "message": "bonjour", "message": 1}', phrases.MESSAGE_NOT_TEXT),
        (body(id="0" * 32 + "\n"), phrases.BAD_MESSAGE_ID),
        (body(id="٣" * 32), phrases.BAD_MESSAGE_ID),
        (body(again="true"), phrases.BAD_AGAIN),
        (body(again=1), phrases.BAD_AGAIN),
    ],
)
def test_a_body_that_is_none_is_told_why(trial: Trial, content: bytes, sentence: str) -> None:
    status, said = ask(trial, post(content))
    assert (status, json.loads(said)) == (400, {"error": sentence})


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + body(),
        body(x=0).replace(b"0}", b"9" * 8000 + b"}"),
        body(x=0).replace(b"0}", b"1e999999}"),
        body(x=0).replace(b"0}", b"[" * 900 + b"]" * 900 + b"}"),
        b'{"message": 1, "sender": null, "sender": "zoe", "message": "bonjour"}',
        b'{"sender": "zoe", "message": "bon\\u0000jour \\ud83d\\ude00 \\ud83d \\udc00"}',
    ],
)
def test_a_body_that_is_strange_and_sound_is_answered(trial: Trial, content: bytes) -> None:
    for kind in (
        "application/json",
        "text/plain",
        "application/json; charset=latin-1",
        "é/\udcff",
        "multipart/form-data",
    ):
        status, said = ask(trial, post(content, f"Content-Type: {kind}"))
        assert status == 200 and json.loads(said)[0]["text"] not in (phrases.NO_ANSWER, phrases.EMPTY)


def test_an_answer_holds_nothing_of_the_requests_headers(trial: Trial) -> None:
    injected = (
        "X-Request-ID: a%0d%0aSet-Cookie: b=c",
        "Origin: http://a%0d%0aSet-Cookie: b=c",
        "X-Chat-Session: \r\tSet-Cookie: b=c",
    )
    with closing(connect(trial)) as connection:
        connection.sendall(post(body(), *injected))
        assert b"cookie" not in read(connection).lower()


def test_requests_in_one_go_are_answered_in_order(trial: Trial) -> None:
    asked = [
        post(body(message=text), last=number == 2)
        for number, text in enumerate(("bonjour", "", "c'est quoi un lead ?"))
    ]
    with closing(connect(trial)) as connection:
        connection.sendall(b"".join(asked))
        answers = read(connection).split(b"HTTP/1.1 ")[1:]
    assert [answer[:3] for answer in answers] == [b"200"] * 3
    texts = [json.loads(answer.partition(b"\r\n\r\n")[2])[0]["text"] for answer in answers]
    assert "Bonjour" in texts[0] and texts[1] == phrases.EMPTY and "lead" in texts[2]


def test_a_request_that_does_not_end_is_given_up(trial: Trial) -> None:
    """However it trickles: who holds connections open by a drop a second would hold them all."""
    trickles = [
        (b"POST " + WEBHOOK.encode(), b"x"),
        (post(b"", "Content-Length: 8000", length=False), b" "),
        (chunked(b""), b"1\r\n \r\n"),
    ]
    with ExitStack() as stack:
        open_ = {stack.enter_context(closing(connect(trial))): drop for _, drop in trickles}
        for connection, (begun, _) in zip(open_, trickles, strict=True):
            connection.sendall(begun)
        answers: list[bytes] = []
        until = time.monotonic() + 2 * PATIENCE
        while open_ and time.monotonic() < until:
            for connection in select.select(list(open_), [], [], 1)[0]:
                answers.append(connection.recv(65536))
                del open_[connection]
            for connection, drop in open_.items():
                connection.sendall(drop)
    assert [answer[:13] for answer in answers] == [b"HTTP/1.1 408 "] * len(trickles)
    assert all(json.loads(answer.partition(b"\r\n\r\n")[2]) == {"error": phrases.BAD_REQUEST} for answer in answers)
