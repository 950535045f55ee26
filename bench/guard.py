"""What the guard costs: `python -m bench.guard` prints it for short and long replies and for a plan, new and repeated.

Processor time, so that a busy machine counts less; what is told is made anew each time, as in production.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date

from actions.reply import blocks_of, texts_of
from advisor.advice import shipped_advice
from advisor.answer import Answer, answer
from advisor.dialogue import Heard, Services, State, handlers
from advisor.guard import Breach, judge, quoted_in
from advisor.guard.check import _checked
from advisor.plan.document import plan_document
from advisor.plan.guarded import breaches_of, said_by
from advisor.plan.store import KeptPlan
from advisor.profile.model import Profile
from advisor.question.model import Question
from advisor.survey import shipped_facts

ROUNDS = 500
FACTS = shipped_facts()
SERVICES = Services(shipped_advice(), lambda profile, name: name or "0" * 32, lambda name: f"/plan/{name}")
OWNER = Profile(("brand", "new_customers", "des clients fidèles"), ("events",), 60, 3, "craft")


# Made outside the clock: what is told. Inside: its check. Returned with its breaches: its length in characters.
Told = Callable[[], Callable[[], tuple[Sequence[Breach], int]]]


def reply(make: Callable[[], Sequence[Answer]]) -> Told:
    """Return how a reply is made, then checked as reply() does it."""

    def made() -> Callable[[], tuple[Sequence[Breach], int]]:
        answers = make()
        said = quoted_in(answer.text for answer in answers)

        def checked() -> tuple[Sequence[Breach], int]:
            blocks = blocks_of(answers, texts_of(answers))
            return judge(blocks, FACTS, said).breaches, sum(len(block.text.text) for block in blocks)

        return checked

    return made


def question(kind: str, **more: object) -> Told:
    """Return the reply to one question."""
    return reply(lambda: about(kind, **more))


def about(kind: str, **more: object) -> list[Answer]:
    """Return the answer to one question."""
    return [answer(Question(kind, **more), FACTS)]  # type: ignore[arg-type]


def plan() -> Callable[[], tuple[Sequence[Breach], int]]:
    """Make the document of a plan; return how it is checked before it is served."""
    document = plan_document(KeptPlan(OWNER, date(2024, 5, 15)), SERVICES.advice)
    length = sum(len(text.text) for text in (*document.texts(), *(chart.page_text for chart in document.charts)))
    return lambda: (breaches_of(document, FACTS, said_by(OWNER)), length)


TOLD: dict[str, Told] = {
    "a figure": question("ask_figure", items=("events",), measure="channel"),
    "a number of the visitor's": question("convert", items=("email",), measure="channel", numbers=(350.0,)),
    "a claim": question("check_claim", items=("events",), measure="channel", shares=(60.0,)),
    "a list": question("ask_overview", measure="channel"),
    "two answers": reply(lambda: [*about("ask_overview", measure="channel"), *about("ask_overview", measure="goal")]),
    "goals, channels and a plan": reply(
        lambda: [*handlers()["ask_comparison"](Heard("ask_comparison"), State(profile=OWNER), SERVICES).answers]
    ),
    "a plan's page": plan,
}


def measure(make: Told, *, again: bool) -> tuple[int, float, float]:
    """Return the length in characters, and the median and 99th percentile of the cost in milliseconds."""
    costs: list[float] = []
    length = 0
    for _ in range(ROUNDS):
        check = make()
        if not again:
            _checked.cache_clear()
        begin = time.process_time()
        breaches, length = check()
        costs.append(1000 * (time.process_time() - begin))
        assert not breaches, breaches
    costs.sort()
    return length, costs[ROUNDS // 2], costs[ROUNDS * 99 // 100]


if __name__ == "__main__":
    print(f"{'told':28} {'characters':>10} {'median ms':>10} {'99 % ms':>10} {'again, median':>14}")
    for name, make in TOLD.items():
        measure(make, again=True)
        size, median, most = measure(make, again=False)
        print(f"{name:28} {size:10} {median:10.3f} {most:10.3f} {measure(make, again=True)[1]:14.3f}")
