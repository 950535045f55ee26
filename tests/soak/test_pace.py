"""How fast it stays: at turn 1,000, and beside a visitor who floods. Ratios of medians from one run, on real servers."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from scripts.run import LOCAL, apart, assistant, free_port
from scripts.train import MODEL

TURNS = 1000
QUESTIONS = (
    "combien de PME sont sur les réseaux sociaux ?",
    "et l'e-mailing ?",
    "je veux de la notoriété",
    "artisan, trois personnes, une heure par semaine",
    "fais-moi un plan",
    "95 % des boîtes y sont, c'est vrai ?",
)
WEBHOOK = "/webhooks/rest/webhook"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The assistant, whose visitors have their usual rate but for the long conversation."""
    settings = {**apart(tmp_path_factory.mktemp("pace") / "pace.db"), "VISITOR_LIMIT": "40/second"}
    with assistant(LOCAL, free_port(), free_port(), MODEL, " for the pace", **settings) as (_, server):
        yield server.base


def say(url: str, sender: str, text: str) -> tuple[float, requests.Response]:
    """Say something; return the seconds that the answer took."""
    begun = time.perf_counter()
    answer = requests.post(url + WEBHOOK, json={"sender": sender, "message": text}, timeout=30)
    return time.perf_counter() - begun, answer


def test_turn_1000_takes_no_longer_than_turn_10(url: str) -> None:
    took: list[float] = []
    for number in range(TURNS + len(QUESTIONS)):
        seconds, answer = say(url, "long", QUESTIONS[number % len(QUESTIONS)])
        assert answer.status_code == 200 and answer.json()[0]["text"]
        took.append(seconds)
    # As many of each question on both sides, and enough for a noisy machine.
    early, late = took[6:66], took[-60:]
    ratio = statistics.median(late) / statistics.median(early)
    print(f"turns 7 to 66: {statistics.median(early):.3f} s, the last 60 of {len(took)}: {ratio:.2f} times that")
    assert ratio <= 1.5


def test_a_flood_does_not_slow_another_visitor_much(url: str, tmp_path: Path) -> None:
    def pace(sender: str) -> float:
        return statistics.median(say(url, sender, QUESTIONS[n % len(QUESTIONS)])[0] for n in range(60))

    quiet = pace("calm 1")
    over, refused, sent = threading.Event(), 0, 0
    count = threading.Lock()

    def flood() -> None:
        nonlocal refused, sent
        while not over.is_set():
            status = say(url, "flood", QUESTIONS[0])[1].status_code
            with count:
                sent, refused = sent + 1, refused + (status == 429)

    threads = [threading.Thread(target=flood, daemon=True) for _ in range(20)]
    for thread in threads:
        thread.start()
    try:
        beside = pace("calm 2")
    finally:
        over.set()
        for thread in threads:
            thread.join(30)
    print(f"quiet: {quiet:.3f} s, beside a flood of {sent} messages, {refused} refused: {beside / quiet:.2f} times that")
    assert refused > 0
    assert beside <= 2 * quiet
