"""HTTP as Sanic reads it, without what lets one request stop the server.

Written for Sanic 21.12, where Rasa 3.6.21 stays. There a body of « Content-Length: -5 » is read for ever, and nobody
else is answered meanwhile; a length that is no number, or an address that is none, counts as a fault of the server; a
body that does not come is waited for as long as an answer, and a head that trickles without end.
tests/api/test_http.py fails when Sanic changes there.
"""

from __future__ import annotations

import asyncio
import re
import time
from typing import Any

from httptools import HttpParserError
from sanic.exceptions import InvalidUsage, RequestTimeout
from sanic.http import Http, Stage
from sanic.server.protocols import http_protocol

# Seconds for the whole head of a request, and for its whole body: 8 kB each, over any line that a visitor has.
PATIENCE = 10.0
_LENGTH = re.compile(r"[0-9]{1,18}")
_HEADER = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\x00-\x08\x0a-\x1f\x7f]*")


class StrictHttp(Http):
    """One connection: what is no request gets a 400, what does not come in time a 408, and the connection ends."""

    # Sanic takes the dictionary away.
    __slots__ = ("__dict__",)
    request: Any
    request_body: Any

    async def http1_request_header(self) -> None:
        """Read the head of a request into `self.request`."""
        try:
            await asyncio.wait_for(super().http1_request_header(), PATIENCE)
            self._check_head()
        except asyncio.TimeoutError:
            raise self._unread(RequestTimeout("Request Timeout")) from None
        # Each of them comes from the request: a number, an address or a header that is none.
        except (InvalidUsage, ValueError, LookupError, HttpParserError):
            raise self._unread(InvalidUsage("Bad Request")) from None
        self._until = time.monotonic() + PATIENCE

    async def read(self) -> bytes | None:
        """Read a piece of the body; None at its end."""
        try:
            data: bytes | None = await asyncio.wait_for(super().read(), self._until - time.monotonic())
        except asyncio.TimeoutError:
            problem = self._given_up(RequestTimeout("Request Timeout"))
        except InvalidUsage:
            problem = self._given_up(InvalidUsage("Bad Request"))
        else:
            return data
        if self.stage is Stage.HANDLER:
            raise problem
        # It is answered already, and what is left was read only to be dropped.
        return None

    def _check_head(self) -> None:
        """Refuse a head that a proxy in front may read otherwise: above all, it must see the body end where we do."""
        if not all(map(_HEADER.fullmatch, self.request.head.split(b"\r\n")[1:])):
            raise InvalidUsage("Bad Request")
        if not self.request_body:
            return
        lengths = self.request.headers.getall("content-length", [])
        codings = self.request.headers.getall("transfer-encoding", [])
        if len(lengths) + len(codings) != 1 or codings not in ([], ["chunked"]):
            raise InvalidUsage("Bad Request")
        if lengths and not _LENGTH.fullmatch(lengths[0].strip()):
            raise InvalidUsage("Bad Request")

    def _given_up(self, problem: Exception) -> Exception:
        """Read nothing more from this connection; Sanic answers and closes it."""
        self.keep_alive = False
        self.request_body = None
        return problem

    def _unread(self, problem: Exception) -> Exception:
        """Forget the head that was read: Sanic would parse its address again for the answer, and act on it."""
        self.request = self.url = None
        return self._given_up(problem)


def read_strictly() -> None:
    """Make each connection of this process a strict one."""
    http_protocol.Http = StrictHttp
