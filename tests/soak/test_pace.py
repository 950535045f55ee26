"""How fast it stays: at turn 1,000, and beside a visitor who floods. Ratios of medians from one run of real servers."""

from __future__ import annotations

import statistics
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[str]:
    """The assistant, for as long as the block lasts."""
    settings = {**apart(folder / "pace.db"), **settings}
    with assistant(LOCAL, free_port(), MODEL, " for the pace", settings) as (server, *_):
        yield server.base


def say(url: str, sender: str, text: str) -> tuple[float, requests.Response]:
    """Say something; return the seconds that the answer took."""
    begun = time.perf_counter()
    answer = requests.post(url + WEBHOOK, json={"sender": sender, "message": text}, timeout=30)
    return time.perf_counter() - begun, answer


def test_turn_1000_takes_no_longer_than_turn_10(tmp_path: Path) -> None:
    took: list[float] = []
    with serving(tmp_path) as url:
        for number in range(TURNS + len(QUESTIONS)):
            seconds, answer = say(url, "long", QUESTIONS[number % len(QUESTIONS)])
            assert answer.status_code == 200 and answer.json()[0]["text"]
            took.append(seconds)
    # As many of each question on both sides, and enough for a noisy machine.
    early, late = took[6:66], took[-60:]
    ratio = statistics.median(late) / statistics.median(early)
    print(f"turns 7 to 66: {statistics.median(early):.3f} s, the last 60 of {len(took)}: {ratio:.2f} times that")
    assert ratio <= 1.5


def test_a_flood_does_not_slow_another_visitor_much(tmp_path: Path) -> None:
    """The flood has the usual rate of a visitor, and as many connections as it likes."""
    sent: Counter[int] = Counter()
    over = threading.Event()

    def flood(url: str) -> None:
        while not over.is_set():
            sent[say(url, "flood", QUESTIONS[0])[1].status_code] += 1

    def pace(url: str, name: str) -> float:
        # Visitors who do not write faster than the rate allows.
        took = [say(url, f"{name} {n // 20}", QUESTIONS[n % len(QUESTIONS)])[0] for n in range(120)]
        return statistics.median(took)

    with serving(tmp_path, VISITOR_LIMIT="") as url:
        pace(url, "warm")
        quiet = pace(url, "calm")
        threads = [threading.Thread(target=flood, args=[url], daemon=True) for _ in range(20)]
        for thread in threads:
            thread.start()
        beside = pace(url, "beside")
        over.set()
        for thread in threads:
            thread.join(30)
    print(f"quiet: {quiet:.3f} s, beside a flood ({dict(sent)}): {beside / quiet:.2f} times that")
    assert sent[429] > sent[200] > 0
    assert beside <= 2 * quiet
