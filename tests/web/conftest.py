"""A real Sanic server with our channels, and a fake Rasa behind it."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from rasa.core.run import configure_app
from sanic import Sanic

from channels.limits import limits
from channels.rest import RestChannel
from channels.sessions import session_store
from channels.web import WebChannel
from scripts.run import apart
from tests.databases import forget_databases
from tests.web.fake_rasa import SESSION, FakeAgent, Server
from tests.web.other_site import Site, other_site


@pytest.fixture(scope="session", autouse=True)
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep sessions, plans and opinions in a database of the tests' own, in which SESSION has begun."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in apart(tmp_path_factory.mktemp("database") / "tests.db").items():
            patch.setenv(name, value)
        limits.cache_clear()
        forget_databases()
        with pytest.MonkeyPatch.context() as chance:
            chance.setattr("channels.sessions.secrets.token_hex", lambda _: SESSION)
            assert session_store().begin() == SESSION
        yield
    forget_databases()


@pytest.fixture(scope="session")
def running_server(database: None) -> Iterator[Server]:
    """One server for the whole session, in a thread: a start costs more than all the requests."""
    was_testing, Sanic.test_mode = Sanic.test_mode, True
    app = configure_app([RestChannel(), WebChannel()], enable_api=False)
    Sanic.test_mode = was_testing

    listener = socket.create_server(("127.0.0.1", 0))
    started, loop = threading.Event(), asyncio.new_event_loop()

    async def start() -> Any:
        server = await app.create_server(sock=listener, return_asyncio_server=True, access_log=False)
        await server.startup()
        await server.before_start()
        await server.start_serving()
        started.set()
        return server

    def serve() -> None:
        asyncio.set_event_loop(loop)
        loop.create_task(start())
        loop.run_forever()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    assert started.wait(20), "the server of the tests did not start"
    yield Server(f"http://127.0.0.1:{listener.getsockname()[1]}", app)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)


@pytest.fixture()
def server(running_server: Server) -> Server:
    """Give the server an agent that knows nothing of other tests."""
    running_server.app.ctx.agent = FakeAgent()
    return running_server


@pytest.fixture()
def site(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Put the widget on another site, which is allowed to show it."""
    with other_site(server.url) as site:
        monkeypatch.setenv("ALLOWED_ORIGINS", site.url)
        yield site


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Start one browser for all the tests; Chromium's own sandbox refuses to run as root."""
    from tests.web.browsing import CHROMIUM, playwright

    with playwright.sync_playwright() as driver:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture()
def page(browser: Any) -> Iterator[Any]:
    """Open a window that remembers nothing."""
    context = browser.new_context(locale="fr-FR")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


@pytest.fixture()
def chat(page: Any, server: Server) -> Any:
    """Open the page of the server whose agent the test directs."""
    from tests.web.browsing import answers, expect

    page.goto(server.url + "/chat/")
    expect(answers(page)).to_have_count(1)
    return page
