"""Everything that the product can answer, as far as it can be counted: thousands of messages through the real actions.

Every kind of question with every thing, measure, population, threshold and number that applies; every definition,
aspect of the method, topic and piece of advice; follow-ups; two questions in a message; owners with all sorts of
profiles.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import yaml

from actions.talk import Greet, SayWhatICanDo, SayWhoIAm, StartAgain
from actions.turn import Advise, DeclineOutOfScope, HearAnswer, NotUnderstood
from tests.advisor.turns import ROOT, Entity, Said, Talk
from tests.advisor.witness import LISTS, PRIMARY, SHARES, SURVEY, Inputs

TOPICS: dict[str, Any] = yaml.safe_load((ROOT / "surveys/topics.yml").read_text(encoding="utf-8"))["topics"]
ADVICE_TOPICS = list(yaml.safe_load((ROOT / "advice/questions.yml").read_text(encoding="utf-8"))["questions"])
GOALS = list(yaml.safe_load((ROOT / "advice/goals.yml").read_text(encoding="utf-8"))["goals"])
TRADES = list(yaml.safe_load((ROOT / "advice/trades.yml").read_text(encoding="utf-8"))["trades"])

ITEMS = [name for name, item in SURVEY["items"].items() if item["aliases"]]
CHANNELS = [figure.item for figure in LISTS["channel"]]
SURVEY_GOALS = [figure.item for figure in (*LISTS["goal"], *LISTS["motive"])]
CUES = [name for name, measure in SURVEY["measures"].items() if measure["cues"]]
POPULATIONS: list[tuple[str, ...]] = [
    (),
    ("pme",),
    ("hypergrowth",),
    ("no_growth",),
    ("hypergrowth", "no_growth"),
    ("pme", "hypergrowth"),
]
KINDS = [
    "ask_figure", "ask_overview", "rank", "compare", "convert", "check_claim", "define", "ask_method", "ask_source",
    "ask_total", "ask_causality", "ask_why", "ask_explain", "follow_up",
]  # fmt: skip
# Odd ones, those at which « environ » and plurals turn, and those that are refused.
COUNTS = (
    0.0,
    1.0,
    2.0,
    3.0,
    7.0,
    10.0,
    11.0,
    50.0,
    99.0,
    100.0,
    101.0,
    200.0,
    999.0,
    1000.0,
    12345.0,
    1e9,
    1.5e9,
    2.5,
    0.1,
)
CLAIMED = (0.5, 1.0, 33.3333, 47.0, 49.0, 50.0, 51.0, 61.0, 66.6667, 72.0, 73.0, 89.0, 90.0, 99.0, 100.0, 101.0, 250.0)
# Words by which a claim or a ranking says « more », « most » and so on.
BOUNDS = (
    "",
    "au moins",
    "au plus",
    "la plupart",
    "peu de",
    "toutes les",
    "aucune",
    "de leur budget",
    "utilisent",
    "la première priorité",
)
ORDERS = (
    "", "le premier", "le dernier", "l'avant-dernier", "le deuxième", "le troisième", "le quatrième", "le cinquième",
    "le sixième", "le podium", "le classement", "les moins cités",
)  # fmt: skip


def named(items: Iterable[str] = (), cue: str | None = None, populations: Iterable[str] = ()) -> list[Entity]:
    """Return what a message names."""
    found: list[Entity] = [("item", item) for item in items]
    found += [("measure", cue)] if cue else []
    return found + [("population", population) for population in populations]


def every_reply() -> Iterator[Said]:
    """Yield them all."""
    yield from broad_questions()
    yield from pairs_of_things()
    yield from rankings()
    yield from claims()
    yield from conversions()
    yield from follow_ups()
    yield from words_and_methods()
    yield from topics()
    yield from two_questions()
    yield from talk()
    yield from owners()
    yield from imagined()


def broad_questions() -> Iterator[Said]:
    """Each kind of question with each thing or none, each measure, each population."""
    counts, shares = itertools.cycle(COUNTS), itertools.cycle(CLAIMED)
    bounds, orders = itertools.cycle(BOUNDS), itertools.cycle(ORDERS)
    things: list[tuple[str, ...]] = [(), *((item,) for item in ITEMS), tuple(ITEMS)]
    for kind, items, cue, populations in itertools.product(KINDS, things, (None, *CUES), POPULATIONS):
        entities, text = named(items, cue, populations), ""
        if kind == "convert":
            entities.append(("number", next(counts)))
        elif kind == "check_claim":
            text = next(bounds)
            entities.append(("share", next(shares)))
        elif kind == "rank":
            text = next(orders)
        yield Talk().hear(kind, text, entities)


def pairs_of_things() -> Iterator[Said]:
    """Each two things, in both orders, for the kinds that take two."""
    kinds = ("compare", "ask_figure", "check_claim", "convert", "rank", "define")
    for kind, items in itertools.product(kinds, itertools.permutations(ITEMS, 2)):
        for populations in ((), ("hypergrowth",)):
            entities = named(items, None, populations) + ([("number", 350.0)] if kind == "convert" else [])
            yield Talk().hear(kind, "passe devant" if kind == "check_claim" else "", entities)


def rankings() -> Iterator[Said]:
    """Each place of each list, and the thresholds at each of its values and just beside it."""
    for cue, order, populations in itertools.product((None, *CUES), ORDERS, POPULATIONS[:4]):
        yield Talk().hear("rank", order, named((), cue, populations))
    for cue, count, end in itertools.product(LISTS, range(2, 9), ("les premiers", "les derniers")):
        yield Talk().hear("rank", end, [*named((), cue), ("number", float(count))])
    for cue, peers in LISTS.items():
        for threshold in sorted(
            {figure.percent + step for figure in peers for step in (-1, -0.5, 0, 1)} | {0.0, 100.0}
        ):
            for side in ("au-dessus de", "au-dessous de", ""):
                yield Talk().hear("rank", side, [*named((), cue), ("share", threshold)])


def claims() -> Iterator[Said]:
    """Each figure with claims right, nearly right and wrong, in each form."""
    for figure, bound in itertools.product(SHARES, BOUNDS):
        claimed = {figure.percent + off for off in (-20, -3, -2, -1, 0, 1, 2, 3, 20)} | {50.0, 100.0, 101.0}
        for share, population in itertools.product(sorted(claimed), ((), ("pme",))):
            entities = named((figure.item,), figure.measure, population)
            yield Talk().hear("check_claim", bound, [*entities, ("share", share)] if share > 0 else entities)
        yield Talk().hear("check_claim", bound, named((figure.item,), figure.measure))


def conversions() -> Iterator[Said]:
    """Each figure of each number, each share of the visitor's of each number, and each number of each."""
    for figure, count in itertools.product(SHARES, COUNTS):
        yield Talk().hear("convert", "", [*named((figure.item,), figure.measure, (figure.asked,)), ("number", count)])
    for figure in SHARES:
        yield Talk().hear("convert", "une sur combien", named((figure.item,), figure.measure, (figure.asked,)))
    for share in (*CLAIMED, 7.7, 0.1, 12.5):
        yield Talk().hear("convert", "", [("share", share)])
        yield from (Talk().hear("convert", "", [("share", share), ("number", count)]) for count in COUNTS)
    for part, whole in itertools.product(COUNTS, repeat=2):
        yield Talk().hear("convert", "", [("number", part), ("number", whole)])


def follow_ups() -> Iterator[Said]:
    """Each figure, then what may be asked after it."""
    after: list[tuple[str, str, list[Entity]]] = [
        *(("follow_up", "", named((item,))) for item in ITEMS),
        *(("follow_up", "", named((), None, population)) for population in POPULATIONS[1:]),
        *(("follow_up", order, []) for order in ORDERS),
        *(("follow_up", "", [("number", count)]) for count in COUNTS[:14]),
        *(("check_claim", bound, [("share", 73.0)]) for bound in BOUNDS),
        *((kind, "", []) for kind in KINDS),
    ]
    for figure, (kind, text, entities) in itertools.product(SHARES, after):
        talk = Talk()
        talk.hear("ask_figure", "", named((figure.item,), figure.measure, (figure.asked,)))
        yield talk.hear(kind, text, entities)


def words_and_methods() -> Iterator[Said]:
    """Each definition, each two, and each aspect of the method by each of its cues."""
    terms: list[Entity] = [
        (
            next(
                (kind for kind, table in (("item", "items"), ("population", "populations")) if term in SURVEY[table]),
                "term",
            ),
            term,
        )
        for term in SURVEY["definitions"]
    ]
    yield from (Talk().hear("define", "", [term]) for term in terms)
    yield from (Talk().hear("define", "", list(two)) for two in itertools.combinations(terms, 2))
    for aspect in SURVEY["method"].values():
        yield from (Talk().hear("ask_method", cue) for cue in aspect["cues"])
    cues = [aspect["cues"][0] for aspect in SURVEY["method"].values()]
    yield from (Talk().hear("ask_method", f"{one} {other}") for one, other in itertools.permutations(cues, 2))


def topics() -> Iterator[Said]:
    """Each topic that the survey does not hold, alone and with each thing."""
    kinds = ("ask_figure", "ask_overview", "rank", "compare", "convert", "check_claim", "define")
    for topic, kind, item in itertools.product(TOPICS, kinds, (None, *ITEMS)):
        entities = [("topic", topic), *named((item,) if item else ())]
        extra: list[Entity] = {"convert": [("number", 40.0)], "check_claim": [("share", 35.0)]}.get(kind, [])
        yield Talk().hear(kind, "", [*entities, *extra])


def two_questions() -> Iterator[Said]:
    """Two questions in one message, of all sorts."""
    one_of_each: list[tuple[str, str, tuple[Entity, ...]]] = [
        *(("ask_figure", "", tuple(named((figure.item,), figure.measure, (figure.asked,)))) for figure in PRIMARY),
        *(("ask_overview", "", tuple(named((), cue))) for cue in CUES),
        *(("rank", order, tuple(named((), cue))) for order in ("le premier", "les moins cités") for cue in LISTS),
        ("convert", "", (*named(("email",)), ("number", 40.0))),
        ("check_claim", "", (*named(("events",)), ("share", 60.0))),
        ("check_claim", "peu de", tuple(named(("traditional_ads",)))),
        ("define", "", tuple(named(("leads",)))),
        ("define", "", (("population", "pme"),)),
        ("ask_method", "combien d'entreprises", ()),
        ("ask_source", "", ()),
        ("ask_total", "", ()),
        ("ask_why", "", ()),
        ("ask_figure", "", (("topic", "very_small"),)),
    ]
    for first, second in itertools.product(one_of_each, repeat=2):
        yield Talk().hear(first[0], first[1], first[2], second=second)


def talk() -> Iterator[Said]:
    """What is said around the questions, and advice on each topic, with and without a pending question."""
    for action in (Greet(), SayWhoIAm(), SayWhatICanDo(), StartAgain()):
        yield Talk().hear("greet", "", action=action)
    misses = Talk()
    yield from (
        misses.hear("nlu_fallback", "zzz", action=action) for action in (NotUnderstood(), DeclineOutOfScope()) * 4
    )
    for topic, asked in itertools.product((*ADVICE_TOPICS, None), (None, "minutes")):
        yield owner(asked=asked).hear("ask_advice", "", topic=topic, action=Advise())
        yield owner(asked=asked).hear("ask_human", "", topic=topic, action=Advise())


def owner(**slots: Any) -> Talk:
    """Return the conversation of an owner of whom this is known."""
    talk = Talk()
    talk.slots |= slots
    own = tuple(goal for goal in slots.get("goals") or () if goal not in GOALS)
    own += (slots["trade_words"],) if slots.get("trade_words") else ()
    minutes, staff = slots.get("minutes"), slots.get("staff")
    talk.inputs = Inputs(words=own, minutes=(minutes,) if minutes else (), people=(staff,) if staff else ())
    return talk


def subsets(things: Sequence[str]) -> list[tuple[str, ...]]:
    return [chosen for size in range(len(things) + 1) for chosen in itertools.combinations(things, size)]


_ABOUT_THE_PENDING_QUESTION = {"skip", "ask_question_reason"}
OWN_WORDS = "vendre 3 fois plus à 20 PME"
OWNER_KINDS = (
    "ask_plan", "ask_missing", "ask_advice_reason", "recall_profile", "resume", "skip", "ask_question_reason", "greet",
)  # fmt: skip


def owners() -> Iterator[Said]:
    """Each set of the survey's goals with each set of channels compared; each two goals in each kind of message."""
    times, people = itertools.cycle((None, 15, 20, 60, 95, 300)), itertools.cycle((None, 1, 2, 12))
    trades = itertools.cycle((None, *TRADES))
    for goals, channels in itertools.product(subsets(SURVEY_GOALS), (None, *subsets(CHANNELS))):
        known = owner(
            goals=list(goals) or None, channels=None if channels is None else list(channels), minutes=next(times)
        )
        yield known.hear("ask_comparison", "", action=Advise())
    some_channels = itertools.cycle((None, *subsets(CHANNELS)))
    for goals in [
        (),
        *((goal,) for goal in (*GOALS, OWN_WORDS)),
        *itertools.combinations((*GOALS, OWN_WORDS), 2),
        tuple(GOALS),
    ]:
        for kind in OWNER_KINDS:
            chosen = next(some_channels)
            known = owner(
                goals=list(goals) or None, channels=None if chosen is None else list(chosen), minutes=next(times),
                staff=next(people), trade=next(trades), asked="staff" if kind in _ABOUT_THE_PENDING_QUESTION else None,
                history=[{"goals": ["brand"], "channels": ["email"]}],
            )  # fmt: skip
            yield known.hear(kind, "", action=Greet() if kind == "greet" else Advise())
    yield from _changes()


def _changes() -> Iterator[Said]:
    """Tell, take away and take back each goal, and answer each question."""
    for goal, before in itertools.product(GOALS, ([], ["brand"], ["leads", "new_customers"], [OWN_WORDS])):
        for kind, text in (("state_goals", "je veux"), ("change_profile", "enlève"), ("change_profile", "ajoute")):
            known = owner(goals=list(before) or None, channels=["events"])
            yield known.hear(kind, text, goals=(goal,), action=Advise())
            yield known.hear("undo", "annule", action=Advise())
    for asked, text in (
        ("minutes", "2 heures par semaine"),
        ("minutes", "1h30"),
        ("staff", "nous sommes 7"),
        ("trade", "plombier"),
    ):
        known = owner(goals=["brand"], channels=["events"], asked=asked)
        known.inputs = replace(known.inputs, minutes=(120, 90), people=(7,))
        yield known.hear("state_profile", text, action=HearAnswer())


def imagined() -> Iterator[Said]:
    """« Et si j'ajoute… », « et si j'enlève… » of each goal and channel, for several owners."""
    profiles: list[dict[str, Any]] = [
        {},
        {"goals": ["brand"], "channels": []},
        {"goals": ["brand", "leads", OWN_WORDS], "channels": ["events"], "minutes": 20},
        {"goals": ["new_customers"], "channels": list(CHANNELS), "minutes": 300, "trade": "shop"},
        {"goals": list(SURVEY_GOALS), "channels": ["social_media", "email"]},
        {"channels": ["online_ads"]},
    ]
    for known, text in itertools.product(profiles, ("et si j'ajoute", "et si j'enlève")):
        yield from (owner(**known).hear("what_if", text, goals=(goal,), action=Advise()) for goal in GOALS)
        yield from (owner(**known).hear("what_if", text, named((channel,)), action=Advise()) for channel in CHANNELS)
