"""docs/openapi.yaml is sound, and says what the server serves."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from rasa.core.run import configure_app
from sanic import Sanic

from channels.rest import RestChannel
from channels.web import WebChannel
from tests.api.outside import DOCUMENT, document, run, tool
from tests.api.trial import Trial


def test_the_document_is_sound() -> None:
    done = subprocess.run([tool("openapi-spec-validator"), DOCUMENT], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_document_has_every_route_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    # Other tests make the same application.
    monkeypatch.setattr(Sanic, "test_mode", True)
    app = configure_app([RestChannel(), WebChannel()], enable_api=False)
    served = {(_plain(route.path), method) for route in app.router.routes for method in route.methods}
    described = {(_plain(path), method.upper()) for path, item in document()["paths"].items() for method in item}
    assert described == served


def _plain(path: str) -> str:
    """Write a path as both sides can: parameters unnamed, and no slash at the end, which Sanic does not mind."""
    return re.sub(r"[{<][^/]*[}>]", "{}", path).strip("/")


def test_a_few_hundred_cases_find_nothing(trial: Trial, tmp_path: Path) -> None:
    with trial.unharmed():
        assert run(trial, tmp_path, 4, "--generation-deterministic") >= 300
