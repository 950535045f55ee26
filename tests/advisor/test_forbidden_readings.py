"""The readings that the study forbids, each by its name: in no reply, seen where it is made, refused by the guard.

Each has a reader that finds it, written for this test alone; wrong sentences on which the reader is tried; and the same
sentences as messages of the product, which the guard holds back.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from advisor.guard import Block
from tests.advisor.messages import EVENTS, derived, figure, message, quoted, rules
from tests.advisor.turns import Reply
from tests.advisor.witness import BY_ID, LISTS, french, part_of

HYPERGROWTH_ONLY = "|".join(
    sorted({f"{BY_ID[name].value:g}" for name in BY_ID if name.startswith(("channel.", "goal."))})
)
TODAY = r"aujourd'hui|actuellement|de nos jours|en ce moment|désormais|cette année|à présent"
CAUSE = (
    r"(?:fai[ts]|font|fera|faire) (?:croître|grandir)|permet(?:tent)? de croître|grâce (?:aux réseaux|à eux|à cela)"
    r"|doi(?:t|vent) leur croissance|cause de leur|explique(?:nt)? leur croissance"
)
NOT_SAID = r"ne (?:dit|dis|permet|prouve|disent)|rien ne|n'en|pas ce qui|ne les|ni "


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?…]) (?=[A-ZÀ-Ü«])|\n", text)


def with_a_share(text: str) -> list[str]:
    return [one for one in sentences(text) if re.search(r"\d %|\d [^.\d]*sur \d|sur deux", one)]


def typed(kind: str, reply: Reply) -> list[float]:
    """Return the numbers or the shares that the visitor typed in the last message."""
    return [float(number) for number in re.findall(rf"\('{kind}', ([\d.e+-]+)\)", reply.asked)]


def use_without_plan(reply: Reply) -> bool:
    """Nine in ten use OR PLAN to use; 81 % use, and 9 % plan to."""
    if "adoption" not in reply.told:
        return False
    used = [one for one in with_a_share(reply.text) if re.search(r"9 (?:PME )?sur 10", one)]
    used = [one for one in used if re.search(r"utilis|sont sur|présentes|y sont", one)]
    return "projet" not in reply.text or any("projet" not in one for one in used)


def share_of_budget(reply: Reply) -> bool:
    """A share of firms, never of budget."""
    return bool(
        re.search(r"\d %[^.\n]{0,20}(?:\bdu|\bde leurs?|\bdes|\bde l[ae]) (?:budget|dépense|argent|sous)", reply.text)
    )


def cause(reply: Reply) -> bool:
    """A correlation, never a cause."""
    return any(re.search(CAUSE, one) and not re.search(NOT_SAID, one) for one in sentences(reply.text))


def sum_of_shares(reply: Reply) -> bool:
    """Several answers were possible."""
    sums = {
        f"{sum(figure.value for figure in chosen):g} %"
        for peers in LISTS.values()
        for size in (2, 3, 4, 5)
        for chosen in itertools.combinations(peers, size)
    }
    told = set(re.findall(r"\d+ %", reply.text)) - {f"{share:g} %" for share in typed("share", reply)}
    words = r"\bau total\b|\ben tout\b|additionn\w+"
    return bool(told & sums) or any(re.search(words, one, re.IGNORECASE) for one in with_a_share(reply.text))


def pme_for_hypergrowth(reply: Reply) -> bool:
    """The figures of hyper-growth companies are not those of all PME."""
    if re.search(rf"\b(?:{HYPERGROWTH_ONLY}) % des PME\b(?! présentes)", reply.text):
        return True
    of_pme = False
    for line in reply.text.split("\n"):
        if line.endswith(":"):
            of_pme = "PME" in line and "hypercroissance" not in line
        elif of_pme and re.search(rf"^- .*: (?:{HYPERGROWTH_ONLY}) %$", line):
            return True
    return False


def the_year_as_today(reply: Reply) -> bool:
    """The answers are of 2013."""
    return any(re.search(TODAY, one, re.IGNORECASE) for one in with_a_share(reply.text))


def first_priority(reply: Reply) -> bool:
    """What most firms cite is not what comes first for each."""
    said = r"(?:première|principale) priorité|priorité (?:numéro|absolue|principale)|passe avant tout|plus important"
    return any(re.search(said, one, re.IGNORECASE) for one in with_a_share(reply.text))


def rounded_without_environ(reply: Reply) -> bool:
    """« 9 sur 10 » and « 6 sur 10 » are rounded, and « plus d'une sur deux » is a bound: so is what is computed."""
    # The figure itself is no computed number.
    text = re.sub(r"\d+ (?:PME |nouveaux emplois )?sur \d+", "", reply.text)
    for name, count in itertools.product({"adoption", "jobs", "time"}.intersection(reply.told), typed("number", reply)):
        bare = re.sub(r"^\D+", "", part_of(BY_ID[name], count))
        told = re.findall(rf"(environ |plus de |plus d')?(?<![\d,])(?<!\d ){bare}(?! ?[\d%]|,\d| point)", text)
        # The visitor's own number may be the same.
        typed_again = text.count(french(count)) if french(count) == bare else 0
        if sum(not announced for announced in told) > typed_again:
            return True
    return False


def small_gap_as_a_difference(reply: Reply) -> bool:
    """Among hyper-growth companies less than 9 points is nothing."""
    gaps = [float(gap) for gap in re.findall(r"[ÉEée]cart (?:est )?de (\d+) points?", reply.text)]
    hypergrowth = any(BY_ID[name].asked == "hypergrowth" for name in reply.told)
    small = hypergrowth and any(gap < 9 for gap in gaps)
    return small and not re.search(r"ne veu(?:t|lent) rien dire", reply.text)


@dataclass(frozen=True)
class Forbidden:
    """A reading: who finds it, sentences that make it (with the figures they tell), and messages that make it."""

    found: Callable[[Reply], bool]
    sentences: list[tuple[str, str]]
    messages: list[tuple[Block, str]]


NINE = figure("9 PME sur 10", "adoption")
WHOM = "des entreprises en hypercroissance"
LEADS = f"{{goal.leads}} {WHOM} veulent obtenir des contacts commerciaux (leads)"
FORBIDDEN = {
    "« utilisent » without « projettent »": Forbidden(
        use_without_plan,
        [
            ("9 PME sur 10 utilisent les réseaux sociaux.", "adoption"),
            ("9 PME sur 10 sont sur les réseaux sociaux. D'autres projettent d'y aller.", "adoption"),
            ("Les PME y sont : 9 sur 10.", "adoption"),
        ],
        [
            (message("{who} utilisent les réseaux sociaux.", who=NINE), "not_said"),
            (message("{who} utilisent les réseaux sociaux.", who=NINE), "misreading"),
            (message("{who} sont sur les réseaux sociaux. D'autres projettent d'y aller.", who=NINE), "misreading"),
            (message("La présence des PME : {adoption}."), "not_said"),
        ],
    ),
    "share of budget": Forbidden(
        share_of_budget,
        [
            ("Elles mettent 73 % de leur budget dans les réseaux sociaux.", "channel.social"),
            ("73 % du budget des entreprises en hypercroissance va aux réseaux sociaux.", "channel.social"),
        ],
        [
            (message("Les entreprises en hypercroissance mettent {channel.social} de leur budget."), "misreading"),
            (message("{channel.social} du budget des entreprises en hypercroissance y va."), "misreading"),
        ],
    ),
    "cause": Forbidden(
        cause,
        [
            ("73 % des entreprises en hypercroissance y sont, et cela les fait croître.", "channel.social"),
            ("Elles croissent grâce aux réseaux sociaux.", "channel.social"),
            ("Les réseaux sociaux font grandir les entreprises.", ""),
        ],
        [
            (message(f"{{channel.social}} {WHOM} y investissent : cela fait croître."), "misreading"),
            (message(f"Grâce aux réseaux, {{channel.social}} {WHOM} y gagnent."), "misreading"),
        ],
    ),
    "sum of shares": Forbidden(
        sum_of_shares,
        [
            ("Réseaux sociaux et e-mailing : 145 %.", "channel.social"),
            ("61 % et 49 % des PME, soit 110 %.", "motive.customers"),
            ("Au total, 73 % des entreprises en hypercroissance y investissent.", "channel.social"),
        ],
        [
            (message(EVENTS + " Avec les autres, cela fait 145 %."), "stray_number"),
            (message(EVENTS + " Cela fait {sum}.", sum=figure("145 %", "channel.events")), "wrong_value"),
            (
                message(
                    EVENTS + " Cela fait {sum}.",
                    sum=derived("131 points", "difference", "channel.email", "channel.events"),
                ),
                "wrong_value",
            ),
            (message(f"Au total, {{channel.events}} {WHOM}."), "misreading"),
        ],
    ),
    "PME for hyper-growth companies": Forbidden(
        pme_for_hypergrowth,
        [
            ("73 % des PME investissent dans les réseaux sociaux.", "channel.social"),
            ("Ce que visent les PME :\n- renforcer la marque : 90 %", "goal.brand"),
        ],
        [
            (message("{channel.social} des PME investissent dans les réseaux sociaux."), "wrong_population"),
            (message("Ce que visent les PME :\n- renforcer la marque : {goal.brand}"), "wrong_population"),
            (message(f"{{motive.customers}} {WHOM} cherchent des clients."), "wrong_population"),
        ],
    ),
    "2013 as today": Forbidden(
        the_year_as_today,
        [
            ("Aujourd'hui, 9 PME sur 10 utilisent ou projettent d'utiliser les réseaux sociaux.", "adoption"),
            ("73 % des entreprises en hypercroissance y investissent actuellement.", "channel.social"),
        ],
        [
            (message("Aujourd'hui, {who} utilisent ou projettent d'utiliser les réseaux.", who=NINE), "misreading"),
            (message(f"{{channel.social}} {WHOM} y investissent en ce moment."), "misreading"),
        ],
    ),
    "« première priorité » for « objectif le plus cité »": Forbidden(
        first_priority,
        [
            ("Renforcer la marque est la première priorité, avec 90 %.", "goal.brand"),
            ("La priorité absolue de 90 % des entreprises en hypercroissance est la marque.", "goal.brand"),
        ],
        [
            (message(f"C'est la première priorité de {{goal.brand}} {WHOM}."), "misreading"),
            (message(f"{LEADS}, leur priorité absolue."), "misreading"),
        ],
    ),
    "a rounded « 9 sur 10 » carried on without « environ »": Forbidden(
        rounded_without_environ,
        [
            ("9 PME sur 10 utilisent ou projettent. Sur 200 PME, cela fait 180 PME.", "adoption"),
            ("6 nouveaux emplois sur 10. Sur 50, cela fait 30 nouveaux emplois.", "jobs"),
            ("Plus d'une PME sur deux. Sur 201 PME, cela fait 100 PME.", "time"),
        ],
        [
            (
                message(
                    "{who} utilisent ou projettent d'utiliser les réseaux. Sur {count}, {part} PME.",
                    who=NINE, count=quoted("200"), part=derived("180", "part", "adoption", numbers=(200.0,)),
                ),
                "wrong_value",
            ),
            (
                message(
                    "{who} utilisent ou projettent d'utiliser les réseaux, soit {share} des PME.",
                    who=NINE, share=figure("90 %", "adoption"),
                ),
                "wrong_value",
            ),
            (
                message(
                    "{who} y ont passé plus de temps. Sur {count}, {part} PME.",
                    who=figure("plus d'une PME sur deux", "time"), count=quoted("201"),
                    part=derived("environ 100", "part", "time", numbers=(201.0,)),
                ),
                "wrong_value",
            ),
        ],
    ),
    "less than 9 points among hyper-growth companies called a difference": Forbidden(
        small_gap_as_a_difference,
        [
            ("L'écart est de 1 point, en faveur des réseaux sociaux.", "channel.social"),
            ("L'écart est de 8 points : il dépasse la marge d'erreur.", "goal.brand"),
        ],
        [
            (
                message(
                    f"{{goal.brand}} {WHOM} veulent renforcer la marque. L'écart est de {{gap}}.",
                    gap=derived("8 points", "difference", "goal.brand", "goal.leads"),
                ),
                "small_gap",
            ),
            (
                message(
                    f"{{channel.social}} {WHOM} y investissent, {{gap}} de plus : c'est significatif.",
                    gap=derived("1 point", "difference", "channel.social", "channel.email"),
                ),
                "small_gap",
            ),
        ],
    ),
}  # fmt: skip
each_reading = pytest.mark.parametrize("name", FORBIDDEN)


@each_reading
def test_no_reply_makes_it(name: str, replies: list[Reply]) -> None:
    wrong = [reply for reply in replies if FORBIDDEN[name].found(reply)]
    assert not wrong, f"{len(wrong)} replies, such as\n{wrong[0].asked}\n{wrong[0].text}"


@each_reading
def test_the_test_sees_it(name: str) -> None:
    for text, told in FORBIDDEN[name].sentences:
        reply = Reply("('number', 200.0) ('number', 50.0) ('number', 201.0)", text, (told,) if told else (), ())
        assert FORBIDDEN[name].found(reply), text


@each_reading
def test_the_guard_holds_it_back(name: str) -> None:
    for block, rule in FORBIDDEN[name].messages:
        assert rule in rules(block), block.text.text


def test_what_denies_a_reading_is_no_such_reading(replies: list[Reply]) -> None:
    """Else the tests above would only show that the words are never said."""
    spoken = "\n".join({reply.text for reply in replies if len(reply.told) <= 5})
    for words in ("budget", "croître", "additionn", "aujourd'hui", "priorité|importance", "projettent", "ne veu"):
        assert re.search(words, spoken), words
