"""A simulated week: 2,000 conversations made from the sentences of the tests, and the review that comes of them.

    python -m bench.review_week [--conversations N] [--seed N]

Everything but the visitors is the product's: the trained model, the actions (in this process), the channel's turn, the
thumbs, the erasing, and what decides what is kept. A sentence that comes again is taken as it was understood before.
The database is the week's own, var/results/review-week.db; the page is var/results/review-week.html.
"""

from __future__ import annotations

import argparse
import asyncio
import copy
import logging
import os
import random
import secrets
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml

from scripts.console import fail, main
from scripts.train import MODEL

TESTS = Path("tests")
DATABASE = Path("var/results/review-week.db")
PAGE = Path("var/results/review-week.html")
MONDAY = date(2026, 11, 16)
# Firms ask in the week: the share of each day, Monday first.
DAYS = (0.18, 0.19, 0.17, 0.17, 0.15, 0.08, 0.06)
KEPT_FOR = 90

# So many conversations are one of tests/conversations, up to some turn; the others are some sentences of tests/nlu.
TESTED = 0.3
MOST_TURNS = 5
# How steeply some sentences are asked more than others: the n-th is asked 1/n^STEEPNESS as often as the first.
STEEPNESS = 0.9
REWRITTEN, PERSONAL, ERASING = 0.05, 0.02, 0.02
# A thumb down for an answer to something else, for a refusal, and for any other answer.
DOWN_WRONG, DOWN_REFUSED, DOWN_ANY = 0.4, 0.12, 0.01
# On the fourth day nobody runs actions for some messages.
DOWN_DAY, DOWN_MESSAGES = 3, 12

TELLING = ("pour me joindre : {}", "{} merci", "notez : {}")
PERSONS = (
    "camille.durand@exemple.fr",
    "06 39 98 12 34",
    "+33 1 99 00 45 67",
    "FR76 3000 6000 0112 3456 7890 189",
    "https://compte.exemple.fr/session?jeton=f3a9c1d2e4b5",
    "24 rue des Tilleuls",
)
WORDS = ("ce n'est pas ma question", "hors sujet", "pas clair", "trop long", "")


@dataclass(frozen=True)
class Line:
    """Something that a visitor says; kind: what it means to a person, where a test set says so."""

    text: str
    kind: str = ""


class Week:
    """Draws the conversations of the week."""

    def __init__(self, seed: int) -> None:
        """Read the sentences of the tests; the same `seed` gives the same week."""
        self.random = random.Random(seed)
        self.tested = [
            [Line(step["user"]) for step in case["steps"] if "user" in step]
            for path in sorted((TESTS / "conversations").rglob("*.yml"))
            for case in _read(path).get("test_cases", [])
        ]
        self.sentences = [
            Line(entry["text"], entry.get("intent", "ask_advice" if "topic" in entry else ""))
            for path in sorted((TESTS / "nlu").glob("*.yml"))
            for entry in _read(path)
        ]
        self.random.shuffle(self.sentences)
        self._weights = [1 / place**STEEPNESS for place in range(1, len(self.sentences) + 1)]

    def conversations(self, count: int) -> Iterator[tuple[int, list[Line]]]:
        """Yield `count` conversations in the order of the days (0 is Monday)."""
        for day in sorted(self.random.choices(range(len(DAYS)), DAYS, k=count)):
            yield day, [self._as_typed(line) for line in self._conversation()]

    def _conversation(self) -> list[Line]:
        if self.random.random() < TESTED:
            whole = self.random.choice(self.tested)
            return whole[: self.random.randint(1, MOST_TURNS)]
        return self.random.choices(self.sentences, self._weights, k=self.random.choice((1, 1, 2, 3)))

    def _as_typed(self, line: Line) -> Line:
        from tests.nlu.transforms import TRANSFORMS

        text = line.text
        if self.random.random() < REWRITTEN:
            text = self.random.choice(list(TRANSFORMS.values()))(text)
        if self.random.random() < PERSONAL:
            text = f"{text} {self.random.choice(TELLING).format(self.random.choice(PERSONS))}"
        return Line(text, line.kind)


class Simulation:
    """Holds conversations with the product, one after the other."""

    def __init__(self, week: Week) -> None:
        """Load the model, and open the week's database."""
        from rasa.core.actions.action import RemoteAction
        from rasa.core.agent import Agent
        from rasa.utils.endpoints import EndpointConfig, read_endpoint_config

        from advisor.database import shared_database
        from advisor.review.log import ReviewLog
        from channels.actions_here import ActionsHere
        from channels.reviewing import Reviewer
        from channels.sessions import session_store
        from storage.conversations import ConversationStore
        from storage.locks import ConversationLocks

        # Rasa checks the JSON of an action server, for half the time of a turn; here it comes from rasa_sdk itself.
        RemoteAction._validate_action_result = staticmethod(lambda _: True)
        self._week = week
        self._actions = ActionsHere(read_endpoint_config("endpoints.yml", "action_endpoint"))
        # Where no action server listens.
        self._nobody = EndpointConfig("http://127.0.0.1:9/webhook")
        self._agent = Agent.load(MODEL, lock_store=ConversationLocks(), action_endpoint=self._actions)
        self._agent.tracker_store = ConversationStore(self._agent.domain)
        self._agent.processor.tracker_store = self._agent.tracker_store
        self._today = MONDAY
        self.log = ReviewLog(shared_database(), lambda: KEPT_FOR, lambda: self._today)
        self._reviewer = Reviewer(self._agent, self.log, lambda session: session_store().knows(session))
        self._parsed: dict[str, Any] = {}
        self._left_down = DOWN_MESSAGES
        self.done: Counter[str] = Counter()

    async def hold(self, day: int, lines: list[Line]) -> None:
        """Hold one conversation, with its thumbs; some visitors erase it."""
        from channels.erasing import erase
        from channels.feedback import Opinion, opinion_store
        from channels.sessions import session_store

        self._today = MONDAY + timedelta(days=day)
        self.done["conversations"] += 1
        session = session_store().begin()
        for line in lines:
            turn = secrets.token_hex(16)
            answered, kind = await self._say(session, turn, line.text, day)
            verdict = self._thumb(line, kind) if answered else None
            if verdict:
                self.done["thumbs"] += 1
                opinion = Opinion(session, turn, "down", self._week.random.choice(WORDS))
                opinion_store().keep(opinion)
                await self._reviewer.rated(opinion)
        if self._week.random.random() < ERASING:
            self.done["erased"] += 1
            await erase(self._agent, session)

    async def _say(self, session: str, turn: str, text: str, day: int) -> tuple[bool, str]:
        from channels.body import Message
        from channels.turn import reply_to

        self.done["messages"] += 1
        down = day == DOWN_DAY and self._left_down > 0
        self._left_down -= down
        self._agent.processor.action_endpoint = self._nobody if down else self._actions
        noted: list[asyncio.Task[None]] = []
        reply = await reply_to(
            Message(session, text, turn),
            "web",
            SimpleNamespace(handle_message=self._handle, tracker_store=self._agent.tracker_store),
            lambda asked, given: noted.append(asyncio.ensure_future(self._reviewer.note(asked, given))),
        )
        await asyncio.sleep(0)
        await asyncio.gather(*noted)
        self.done["without a reply"] += not reply.answered
        return reply.answered, self._kind

    async def _handle(self, message: Any) -> None:
        if message.text not in self._parsed:
            self._parsed[message.text] = await self._agent.processor.parse_message(message)
            self.done["different sentences"] += 1
        message.parse_data = copy.deepcopy(self._parsed[message.text])
        self._kind = str(message.parse_data["intent"]["name"])
        await self._agent.handle_message(message)

    def _thumb(self, line: Line, kind: str) -> bool:
        from advisor.review.turn import OUTSIDE

        wrong = bool(line.kind) and kind != line.kind
        chance = DOWN_WRONG if wrong else DOWN_REFUSED if kind in OUTSIDE else DOWN_ANY
        return self._week.random.random() < chance


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)


async def live(simulation: Simulation, week: Week, count: int) -> None:
    """Let the week pass, and say so from time to time."""
    begun = time.monotonic()
    for number, (day, lines) in enumerate(week.conversations(count), start=1):
        await simulation.hold(day, lines)
        if number % 200 == 0:
            print(f"{number} conversations, {time.monotonic() - begun:.0f} s", flush=True)


def left_unmasked() -> list[str]:
    """Return which of the persons' data stand in the review's tables."""
    from advisor.database import shared_database
    from advisor.review.log import ReviewLog

    misses = ReviewLog(shared_database()).misses()
    return [person for person in PERSONS if any(person in f"{miss.text} {miss.answer} {miss.word}" for miss in misses)]


def run() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--conversations", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if not MODEL.is_file():
        raise fail(f"{MODEL} is missing: `make train` makes it.")
    DATABASE.parent.mkdir(parents=True, exist_ok=True)
    DATABASE.unlink(missing_ok=True)
    # Before anything opens it: sessions, plans, opinions and the review are all of this week alone.
    os.environ["DATABASE_URL"] = f"sqlite:///{DATABASE.resolve()}"

    # The outage is meant, and Rasa's packages warn of themselves.
    logging.captureWarnings(True)
    logging.disable(logging.ERROR)

    from rasa.utils.log_utils import configure_structlog

    from scripts.review import make_review, write

    configure_structlog(logging.CRITICAL)
    begun = time.monotonic()
    week = Week(options.seed)
    simulation = Simulation(week)
    print(f"The model is loaded, {time.monotonic() - begun:.0f} s", flush=True)
    asyncio.run(live(simulation, week, options.conversations))
    print(", ".join(f"{count} {what}" for what, count in simulation.done.items()))
    print(f"Not masked: {left_unmasked() or 'nothing'}")
    lived = time.monotonic()
    sunday = MONDAY + timedelta(days=len(DAYS) - 1)
    write(make_review(simulation.log, len(DAYS), sunday, KEPT_FOR, simulated=True), PAGE)
    print(f"The week took {lived - begun:.0f} s, the page {time.monotonic() - lived:.0f} s.")


if __name__ == "__main__":
    main(run)
