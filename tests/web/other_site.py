"""A page of another site, with the widget on it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class OtherSite(BaseHTTPRequestHandler):
    """A site with a strict policy, and one line more for the widget."""

    def __init__(self, *arguments: Any, assistant: str, attributes: dict[str, str]) -> None:
        """Answer with a page whose script is the assistant's."""
        self.assistant, self.attributes = assistant, attributes
        super().__init__(*arguments)

    def do_GET(self) -> None:
        """Send the page, whatever was asked for."""
        attributes = "".join(f' {name}="{value}"' for name, value in self.attributes.items())
        body = (
            '<!doctype html><html lang="fr"><head><meta name="viewport" content="width=device-width">'
            '<title>Boutique</title><link rel="icon" href="data:,"></head><body>'
            f'<main><h1>Boutique</h1></main><script src="{self.assistant}/chat/widget.js"{attributes} defer></script>'
            "</body></html>"
        ).encode()
        policy = f"default-src 'none'; script-src {self.assistant}; connect-src {self.assistant}; img-src data:"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class Site:
    """Another site: its address, and the attributes of the widget on it."""

    def __init__(self, url: str, attributes: dict[str, str]) -> None:
        """Keep both."""
        self.url, self.attributes = url, attributes


@contextmanager
def other_site(assistant: str) -> Iterator[Site]:
    """Serve such a site; its attributes may change until the page is opened."""
    attributes: dict[str, str] = {}
    http = ThreadingHTTPServer(("127.0.0.1", 0), partial(OtherSite, assistant=assistant, attributes=attributes))
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    yield Site(f"http://localhost:{http.server_port}", attributes)
    http.shutdown()
    http.server_close()
