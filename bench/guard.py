"""What the guard costs: `python -m bench.guard` prints it for short and long replies, new and repeated.

Processor time, so that a busy machine does not count; a reply is made anew each time, as in production.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from actions.reply import blocks_of, texts_of
from advisor.advice import shipped_advice
from advisor.answer import Answer, answer
from advisor.dialogue import Heard, Services, State, handlers
from advisor.guard import judge
from advisor.guard.check import _checked
from advisor.profile.model import Profile
from advisor.question.model import Question
from advisor.survey import shipped_facts

ROUNDS = 500
FACTS = shipped_facts()
SERVICES = Services(shipped_advice(), lambda profile, name: name or "0" * 32, lambda name: f"/plan/{name}")
OWNER = Profile(("brand", "new_customers", "des clients fidèles"), ("events",), 60, 3, "craft")


def about(kind: str, **more: object) -> list[Answer]:
    """Return the answer to one question."""
    return [answer(Question(kind, **more), FACTS)]  # type: ignore[arg-type]


REPLIES: dict[str, Callable[[], Sequence[Answer]]] = {
    "a figure": lambda: about("ask_figure", items=("events",), measure="channel"),
    "a number of the visitor's": lambda: about("convert", items=("email",), measure="channel", numbers=(350.0,)),
    "a claim": lambda: about("check_claim", items=("events",), measure="channel", shares=(60.0,)),
    "a list": lambda: about("ask_overview", measure="channel"),
    "two answers": lambda: [*about("ask_overview", measure="channel"), *about("ask_overview", measure="goal")],
    "goals, channels and a plan": lambda: (
        handlers()["ask_comparison"](Heard("ask_comparison"), State(profile=OWNER), SERVICES).answers
    ),
}


def measure(make: Callable[[], Sequence[Answer]], *, again: bool) -> tuple[int, float, float]:
    """Return the length of a reply in characters, and the median and 99th percentile of the cost in milliseconds."""
    costs: list[float] = []
    length = 0
    for _ in range(ROUNDS):
        answers = make()
        if not again:
            _checked.cache_clear()
        begin = time.process_time()
        blocks = blocks_of(answers, texts_of(answers))
        verdict = judge(blocks, FACTS)
        costs.append(1000 * (time.process_time() - begin))
        assert verdict, verdict.breaches
        length = sum(len(block.text.text) for block in blocks)
    costs.sort()
    return length, costs[ROUNDS // 2], costs[ROUNDS * 99 // 100]


if __name__ == "__main__":
    print(f"{'reply':28} {'characters':>10} {'median ms':>10} {'99 % ms':>10} {'again, median':>14}")
    for name, make in REPLIES.items():
        measure(make, again=True)
        size, median, most = measure(make, again=False)
        print(f"{name:28} {size:10} {median:10.3f} {most:10.3f} {measure(make, again=True)[1]:14.3f}")
