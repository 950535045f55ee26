"""A Rasa that says what a test wants, and the server that our channels run in."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import requests
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.domain import Domain
from sanic import Sanic

from storage.conversations import ConversationStore
from storage.events import event_log
from storage.locks import ConversationLocks

# A conversation that the server of the tests began.
SESSION = "0123456789abcdef0123456789abcdef"

# An answer with all that one can hold.
FIGURE = {
    "id": "goal.brand",
    "label": "notoriété",
    "value": 90,
    "text": "90\u202f%",
    "population": "entreprises en hypercroissance",
    "source": {"label": "Une étude, 2013", "url": "https://etude.example/", "survey": "s", "year": 2013},
}
CHART = {
    "type": "bars",
    "title": "Les objectifs et les vôtres",
    "description": "Part des entreprises : renforcer la marque 90\u202f%, publier 89\u202f%.",
    "legend": {"yours": "votre objectif aussi", "not_yours": "pas cité"},
    "source": "Source : une étude.",
    "bars": [
        {"label": "Renforcer la marque", "figure": "goal.brand", "value": 90, "text": "90\u202f%", "yours": True},
        {"label": "Publier du contenu", "figure": "goal.content", "value": 89, "text": "89\u202f%", "yours": False},
    ],
}
PLAN = "/plan/" + "0" * 32
RICH = [
    {
        "text": f"Voici :\n- un **gras**\n- deux\nEnsuite :\n1. Le plan : {PLAN}",
        "buttons": [{"title": "Et la pub ?", "payload": "/ask_figure"}],
    },
    {"custom": {"figures": [FIGURE], "charts": [CHART]}},
]

HandleMessage = Callable[[UserMessage], Awaitable[Any]]


class FakeAgent:
    """Rasa's agent as the channels know it: it keeps what it got, and says `messages`."""

    def __init__(self) -> None:
        """Start as an assistant that is ready and says one thing."""
        self.ready = True
        self.action_endpoint: SimpleNamespace | None = None
        self.tracker_store: Any = ConversationStore(Domain.empty())
        self.lock_store = ConversationLocks()
        for conversation in event_log().conversations():
            event_log().forget(conversation)
        self.messages: list[dict[str, Any]] = [{"text": "Bonjour."}]
        self.received: list[UserMessage] = []
        self.handle: HandleMessage | None = None

    def is_ready(self) -> bool:
        """As Rasa's: whether a model is loaded."""
        return self.ready

    async def handle_message(self, message: UserMessage) -> None:
        """Say the messages, or do what the test put in `handle`."""
        self.received.append(message)
        if self.handle is not None:
            await self.handle(message)
            return
        for said in self.messages:
            await message.output_channel.send_response(message.sender_id, dict(said))

    @property
    def texts(self) -> list[str | None]:
        """The texts that reached Rasa."""
        return [message.text for message in self.received]


class Server:
    """The server's address and its agent."""

    def __init__(self, url: str, app: Sanic) -> None:
        """Keep both; the agent is a fresh one for each test."""
        self.url = url
        self.app = app

    @property
    def agent(self) -> FakeAgent:
        """The agent that the channels talk to."""
        agent: FakeAgent = self.app.ctx.agent
        return agent

    def get(self, path: str, **options: Any) -> requests.Response:
        """GET, redirects not followed."""
        return requests.get(self.url + path, allow_redirects=False, timeout=10, **options)

    def post(self, path: str, **options: Any) -> requests.Response:
        """POST."""
        return requests.post(self.url + path, timeout=10, **options)

    def hold(self) -> Callable[[], None]:
        """Make the agent wait before it answers; call what is returned to let it go on."""
        gate = threading.Event()

        async def wait_then_answer(message: UserMessage) -> None:
            while not gate.is_set():
                await asyncio.sleep(0.02)
            await message.output_channel.send_response(message.sender_id, {"text": "Enfin."})

        self.agent.handle = wait_then_answer
        return gate.set
