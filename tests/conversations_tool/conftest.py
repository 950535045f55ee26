"""A fake assistant over HTTP, and folders of conversations to hold with it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

SOCIAL = {
    "id": "channel.social",
    "value": 73,
    "text": "73\u202f%",
    "population": "entreprises en hypercroissance",
    "source": {"secondary": False},
}
SPENDING = {**SOCIAL, "id": "spending.hypergrowth", "text": "73\u202f%", "source": {"secondary": True}}
# What the fake assistant says, in the form of Rasa's messages.
ANSWERS: dict[str, list[dict[str, Any]]] = {
    "salut": [{"text": "Bonjour, posez votre question."}],
    "combien ?": [
        {"text": "73\u202f% des entreprises en hypercroissance y investissent.\nSource\u00a0: l’étude."},
        {"custom": {"figures": [SOCIAL, SPENDING]}},
    ],
}


class FakeAssistant:
    """Says what ANSWERS has; `chat` is what it remembers of a chat in the widget."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.chat: list[dict[str, Any]] = []


@pytest.fixture()
def fake() -> Iterator[FakeAssistant]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self.answer(ANSWERS.get(body["message"], [{"text": "Je n’ai pas compris."}]))

        def do_GET(self) -> None:
            self.answer({"messages": assistant.chat if self.headers["X-Chat-Session"] == "a" * 32 else []})

        def answer(self, content: Any) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(content).encode())

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    assistant = FakeAssistant(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield assistant
    server.shutdown()
    server.server_close()


@pytest.fixture()
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write files of conversations, by name; return their folder."""

    def write(**files: str) -> Path:
        folder = tmp_path / "conversations"
        folder.mkdir(exist_ok=True)
        for name, content in files.items():
            (folder / f"{name}.yml").write_text(content, encoding="utf-8")
        return folder

    return write
