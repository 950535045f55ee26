"""What the operator sees of the real assistant, in a fair day and through faults: no word of a visitor's."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import requests

from channels import phrases
from scripts.console import LOGS, end
from scripts.run import (
    LOCAL,
    Server,
    apart,
    endpoints_for,
    endpoints_with,
    free_port,
    rasa_server,
    serving,
    wait_until_up,
)
from tests.sabotage import CRASH, REFUSE

# Nobody's word but the visitor's.
WORD = "zorglub7319"
ACTIONS = "tests.sabotage"


class Assistant(NamedTuple):
    """The servers, their database, and where their metrics are; those of the actions are Rasa's where it runs them."""

    actions: Server
    rasa: Server
    database: Path
    metrics: str
    action_metrics: str

    @property
    def servers(self) -> set[Server]:
        """Each of them."""
        return {self.rasa, self.actions}

    def send(self, path: str, **body: Any) -> requests.Response:
        return requests.post(self.rasa.base + path, json=body, timeout=20)

    def say(self, sender: str, text: str) -> tuple[int, str]:
        """Return the status, and all that was answered to `text`."""
        answer = self.send("/chat/messages", sender=sender, message=text)
        said = " ".join(message.get("text", "") for message in answer.json().get("messages", ()))
        return answer.status_code, said


@contextmanager
def sabotaged(folder: Path, actions_apart: bool, **settings: str) -> Iterator[Assistant]:
    """The assistant with actions that fail on demand, and all that it logs."""
    ports = [free_port() for _ in range(4)]
    settings |= apart(folder / "conversations.db")
    settings |= {"LOG_LEVEL": "DEBUG", "METRICS_PORT": str(ports[2]), "ACTION_METRICS_PORT": str(ports[3])}
    arguments = ["rasa_sdk", "--actions", ACTIONS, "--quiet", "--port", str(ports[0])]
    base = [f"http://{LOCAL}:{port}" for port in ports]
    metrics, action_metrics = base[2] + "/metrics", base[3 if actions_apart else 2] + "/metrics"
    with ExitStack() as stack:
        begin = stack.enter_context
        endpoints = begin(endpoints_for(ports[0]) if actions_apart else endpoints_with(actions_module=ACTIONS))
        rasa = begin(serving("Rasa for the logs", rasa_server(ports[1], endpoints), base[1], **settings))
        actions = rasa
        if actions_apart:
            actions = begin(serving("Action server for the logs", arguments, base[0], SANIC_HOST=LOCAL, **settings))
        wait_until_up(rasa, actions)
        yield Assistant(actions, rasa, folder / "conversations.db", metrics, action_metrics)


def metrics(url: str) -> dict[str, float]:
    """Return the samples that a server offers, of our own metrics."""
    lines = requests.get(url, timeout=5).text.splitlines()
    return {
        name: float(value) for name, _, value in (line.rpartition(" ") for line in lines) if name.startswith("cap_")
    }


def logged() -> str:
    """Return all that stands in any log, in small letters."""
    return "".join(file.read_text(errors="replace") for file in LOGS.iterdir() if file.is_file()).lower()


def lines(server: Server) -> list[dict[str, Any]]:
    """Return the lines of a server's log that are JSON."""
    return [json.loads(line) for line in server.log.read_text().splitlines() if line.startswith("{")]


@pytest.mark.parametrize("actions_apart", [False, True], ids=["one_server", "two_servers"])
def test_no_log_and_no_metric_holds_a_word_of_a_visitors(tmp_path: Path, actions_apart: bool) -> None:
    with sabotaged(tmp_path, actions_apart) as it:
        session = it.send("/chat/sessions").json()["sender"]
        for text in (
            f"Bonjour, je suis {WORD}",
            f"combien de PME sont sur les réseaux, {WORD} ?",
            f"je veux faire connaître {WORD}",
            f"nous sommes 3 chez {WORD}, une boulangerie",
            f"90 % des {WORD} publient du contenu, c'est vrai ?",
            f"/{WORD}",
        ):
            assert it.say(session, text)[0] == 200
        assert it.send("/webhooks/rest/webhook", sender=WORD, message=f"et les salons, {WORD} ?").json()

        # What is refused.
        assert it.send("/chat/messages", sender=WORD, message="bonjour").status_code == 400
        assert (
            requests.post(it.rasa.base + "/chat/messages", data=f'{{"message": "{WORD}', timeout=9).status_code == 400
        )
        assert it.say(session, WORD * 100) == (200, phrases.TOO_LONG)
        for path in (f"/chat/{WORD}", f"/plan/{WORD}", f"/{WORD}?q={WORD}"):
            assert requests.get(it.rasa.base + path, headers={"Accept": WORD}, timeout=9).status_code == 404
        verdict = {"sender": session, "turn": "0" * 32, "verdict": "down", "word": f"{WORD} est nul"}
        assert it.send("/chat/feedback", **verdict).status_code == 200

        # An action that crashes, and a guard that refuses.
        assert it.say(session, f"combien de PME utilisent les réseaux, {CRASH} {WORD} ?") == (200, phrases.NO_ANSWER)
        assert "chiffre" in it.say(session, f"combien de PME utilisent les réseaux, {REFUSE} {WORD} ?")[1]
        refusals = metrics(it.action_metrics)

        # A database that is locked.
        with sqlite3.connect(it.database, isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            assert it.say(session, f"et l'e-mailing, {WORD} ?")[0] == 503
            assert requests.get(it.rasa.base + "/health", timeout=9).json()["database"] is False
            other.execute("ROLLBACK")
        if actions_apart:
            end(it.actions.process)
            assert it.say(session, f"et la publicité en ligne, {WORD} ?") == (200, phrases.NO_ANSWER)
        else:
            assert it.say(session, f"et la publicité en ligne, {CRASH} {WORD} ?") == (200, phrases.NO_ANSWER)
        assert it.send("/chat/erase", sender=session).status_code == 200

        seen = metrics(it.metrics)
        assert requests.get(it.rasa.base + "/metrics", timeout=9).status_code == 404

    assert WORD not in logged()
    assert session not in logged()
    assert not [name for name in (*seen, *refusals) if WORD in name.lower() or session in name]

    told = [line for line in lines(it.rasa) if line["event"] == "turn"]
    ends = [(line["channel"], line["outcome"], line["reason"]) for line in told]
    assert ends.count(("web", "answered", "")) == 7 and ends.count(("rest", "answered", "")) == 1
    assert ends[-3:] == [("web", "answered", ""), ("web", "refused", "database"), ("web", "unanswered", "silence")]
    assert len({line["conversation"] for line in told}) == 2
    assert all(abs(sum(line["stages_ms"].values()) - line["ms"]) < 1 for line in told)
    assert any(line["figures"] for line in told if "figures" in line)
    assert {"RasaException", "ClientResponseError"} <= types(lines(it.rasa))
    assert actions_apart is ("ClientConnectorError" in types(lines(it.rasa)))
    crashes = [line for line in lines(it.actions) if "ValueError" in types([line])]
    assert len(crashes) == (1 if actions_apart else 2)
    # The whole way down, from whoever ran the action.
    assert all(any(" _parts_of" in place for place in types_and_places(line)["ValueError"]) for line in crashes)
    assert "a reply was held back: wrong_value" in logged()

    turns = 'cap_reseaux_turns_total{{channel="{}",outcome="{}",reason="{}"}}'
    assert {how: seen[turns.format(*how)] for how in set(ends)} == {how: ends.count(how) for how in set(ends)}
    assert seen[turns.format("web", "refused", "too_long")] == 1
    assert seen['cap_reseaux_turn_seconds_count{channel="web"}'] == ends.count(("web", "answered", "")) + 3
    for stage in ("lock", "read", "actions", "save", "understanding"):
        assert seen[f'cap_reseaux_turn_stage_seconds_count{{stage="{stage}"}}'] > 0
    assert seen['cap_reseaux_responses_total{status="503"}'] >= 1
    assert seen['cap_reseaux_errors_total{source="channels"}'] >= 2
    assert refusals['cap_reseaux_guard_refusals_total{rule="wrong_value"}'] == 1
    assert refusals['cap_reseaux_errors_total{source="actions"}'] == 1
    assert refusals[f'cap_reseaux_errors_total{{source="{"rasa_sdk" if actions_apart else "rasa"}"}}'] == 1


def types(told: list[dict[str, Any]]) -> set[str]:
    """Return the classes of the exceptions in a log."""
    return {name for line in told for name in types_and_places(line)}


def types_and_places(line: dict[str, Any]) -> dict[str, list[str]]:
    """Return the exceptions of a line, each with its way through the code."""
    return {problem["type"]: problem["where"] for problem in line.get("exception", ())}


@pytest.mark.parametrize("actions_apart", [False, True], ids=["one_server", "two_servers"])
def test_who_asks_for_messages_gets_them(tmp_path: Path, actions_apart: bool) -> None:
    """With a warning, in every server."""
    word = WORD[::-1]
    with sabotaged(tmp_path, actions_apart, LOG_MESSAGES="1") as it:
        session = it.send("/chat/sessions").json()["sender"]
        it.say(session, f"combien de PME sont sur les réseaux, {word} ?")
        it.say(session, f"combien de PME utilisent les réseaux, {CRASH} {word} ?")
    for server in it.servers:
        assert any(line["event"].startswith("LOG_MESSAGES is set") for line in lines(server))
        assert word in server.log.read_text()
        server.log.unlink()
    assert word not in logged()


@pytest.fixture(autouse=True, scope="module")
def fresh_logs() -> Iterator[None]:
    """Earlier runs, with LOG_MESSAGES too, may have left files."""
    for file in LOGS.glob("*-for-the-logs.log"):
        file.unlink()
    yield
