"""Actions in the server's own process: they say what the action server says, and when one fails the server goes on."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from scripts.run import LOCAL, apart, endpoints_with, free_port, rasa_server, serving
from scripts.supervision import Server, wait_until_up
from tests.faults.conftest import Installation
from tests.faults.visitor import SORRY, Visitor, as_kept, new_id
from tests.sabotage import CRASH, EXIT, HANG, HANGS_FOR

# One action each, and more than one kind of what they give back: figures, charts, a plan, slots of every shape.
CONVERSATION = (
    "Bonjour",
    "Combien de PME sont sur les réseaux sociaux ?",
    "et sur 300, ça fait combien ?",
    "C'est quoi un lead, et combien de PME en cherchent ?",
    "Je veux des clients et de la notoriété, par quoi je commence ?",
    "artisan, 3 personnes, on fait des salons, une heure par semaine",
    "je n'ai aucun autre canal",
    "annule",
    "Fais-moi un plan",
    "une recette de crêpes ?",
    "blablabla",
    "Efface tout",
)
GOAL, REMINDER = "Je veux de la notoriété", "Rappelle-moi mes objectifs"


def test_the_answers_are_those_of_the_action_server(installation: Installation, two_servers: Installation) -> None:
    """Whole, with what is for programs; and so is what was kept of them."""
    ids = [new_id() for _ in CONVERSATION]

    def hold(base: str) -> Iterator[Any]:
        visitor = Visitor(base)
        for text, name in zip(CONVERSATION, ids, strict=True):
            said = visitor.say(text, name)
            assert said.answered, text
            yield without_chance(str(said.content), visitor)
        yield without_chance(str(visitor.history()), visitor)

    assert list(hold(installation.rasa.base)) == list(hold(two_servers.rasa.base))


def without_chance(text: str, visitor: Visitor) -> str:
    """Leave out what is drawn for each conversation and each plan."""
    return re.sub(r"/plan/[0-9a-f]{32}", "/plan/…", text.replace(visitor.sender, "…"))


@pytest.fixture(scope="module")
def rasa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server with actions that fail on demand."""
    port, settings = free_port(), apart(tmp_path_factory.mktemp("sabotage") / "sabotage.db")
    with (
        endpoints_with(actions_module="tests.sabotage") as endpoints,
        serving("Rasa sabotaged", rasa_server(port, endpoints), f"http://{LOCAL}:{port}", **settings) as server,
    ):
        wait_until_up(server)
        yield server


@pytest.mark.parametrize("word", [CRASH, EXIT])
def test_an_action_fails(rasa: Server, word: str) -> None:
    visitor = Visitor(rasa.base)
    goal, reminder = new_id(), new_id()
    told = visitor.say(GOAL, goal)
    failed = visitor.say(f"{GOAL}, et une {word}")
    assert failed.status == 200 and not failed.answered
    assert len(failed.sentences) == 1 and failed.sentences[0] in SORRY
    assert requests.get(f"{rasa.base}/health", timeout=5).status_code == 200
    reminded = visitor.say(REMINDER, reminder)
    assert "renforcer la marque" in " ".join(reminded.sentences)
    assert visitor.history() == [*as_kept(GOAL, goal, told), *as_kept(REMINDER, reminder, reminded)]


def test_an_action_hangs(rasa: Server) -> None:
    """Who needs an action reads a sentence in time, all else is answered, and then it is as if nothing had been."""
    first, later = Visitor(rasa.base), Visitor(rasa.base)
    goal, question, reminder = new_id(), new_id(), new_id()
    told = later.say(GOAL, goal)
    with ThreadPoolExecutor() as threads:
        begun = time.monotonic()
        hung = threads.submit(first.say, f"{GOAL} après la {HANG}", question)
        time.sleep(0.5)
        waiting = threads.submit(later.say, REMINDER, reminder)
        while not (hung.done() and waiting.done()):
            asked = time.monotonic()
            assert later.history() == as_kept(GOAL, goal, told)
            health = requests.get(f"{rasa.base}/health", timeout=5)
            if 1 < asked - begun < HANGS_FOR - 1:
                assert (health.status_code, health.json()["actions"]) == (503, False)
            assert time.monotonic() - asked < 3
            time.sleep(0.2)
        for said in (hung.result(), waiting.result()):
            assert said.status == 200 and not said.answered and said.sentences[0] in SORRY
    assert first.history() == []

    eventually(lambda: requests.get(f"{rasa.base}/health", timeout=5).status_code == 200)
    reminded = later.say(REMINDER, reminder, again=True)
    assert "renforcer la marque" in " ".join(reminded.sentences)
    assert later.history() == [*as_kept(GOAL, goal, told), *as_kept(REMINDER, reminder, reminded)]
    assert first.say(GOAL).answered


def eventually(is_so: Callable[[], bool], patience: float = HANGS_FOR) -> None:
    limit = time.monotonic() + patience
    while not is_so():
        assert time.monotonic() < limit
        time.sleep(0.2)
