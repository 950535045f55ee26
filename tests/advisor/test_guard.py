"""The guard, fed with right messages and with wrong ones of every kind.

Messages are written here by hand, with their placeholders: {channel.events} is the figure as the product tells it, and
what a test adds under other names is what it gets wrong.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.answer import tell
from advisor.guard import Block, Said, judge, quoted_in
from advisor.wording.template import Derivation, Quantity, QuantityKind, Rendered
from tests.advisor.messages import ARTICLE, EVENTS, FACTS, SECONDARY, derived, figure, message, quoted, rules, verdict

ADOPTION = "{who} utilisent ou projettent d'utiliser les réseaux sociaux."
NINE = figure("9 PME sur 10", "adoption")
TIME = "{who} a consacré plus de temps aux réseaux sociaux en {year} que les années précédentes."
MOST = figure("plus d'une PME sur deux", "time")
LIST = "Les canaux dans lesquels investissent les entreprises en hypercroissance :\n"

RIGHT: dict[str, Block] = {
    "a figure": message(EVENTS),
    "a figure that begins a sentence": message(ADOPTION, who=NINE),
    "a bound": message(TIME, who=MOST),
    "a bound, capital first": message(TIME, who=replace(MOST, text="Plus d'une PME sur deux")),
    "a whole number of tens out of ten": message(
        "{share} des entreprises en hypercroissance veulent renforcer la marque.",
        share=figure("9 sur 10", "goal.brand"),
    ),
    "a list under its heading": message(
        LIST + "- les réseaux sociaux : {channel.social}\n- les campagnes d'e-mailing : {channel.email}"
    ),
    "two populations, each with its own": message(
        "{motive.customers} des PME y vont pour trouver de nouveaux clients.\n" + EVENTS
    ),
    "a secondary report": message(
        "{usage.use} des PME les utilisent et {usage.plan} projettent de le faire.", SECONDARY
    ),
    "the study": message("L'étude « {title} » de {publisher} date de {period} ; {sample} PME.", SECONDARY),
    "approximate": message("Entreprises en hypercroissance : {hypergrowth_sample_all}.", SECONDARY),
    "points": message("La marge des entreprises en hypercroissance : {margin_low} à {margin_high}.", SECONDARY),
    "a definition": message("Une PME a un chiffre d'affaires de {small_min} à {medium_max} de dollars."),
    "a difference that means something": message(
        EVENTS + " {channel.email} investissent dans les campagnes d'e-mailing.\nL'écart est de {gap}.",
        gap=derived("13 points", "difference", "channel.email", "channel.events"),
    ),
    "a small difference, said to be one": message(
        LIST + "- les réseaux sociaux : {channel.social}\nL'écart est de {gap} : sous {limit}, il ne veut rien dire.",
        gap=derived("1 point", "difference", "channel.social", "channel.email"),
        limit=derived("9 points", "limit", "channel.social"),
    ),
    "a part": message(
        EVENTS + " De {count} entreprises en hypercroissance, cela fait {part}.",
        count=quoted("200"), part=derived("118", "part", "channel.events", numbers=(200.0,)),
    ),
    "a part of a rounded figure": message(
        ADOPTION + " De {count} PME, cela fait {part} PME.",
        who=NINE, count=quoted("200"), part=derived("environ 180", "part", "adoption", numbers=(200.0,)),
    ),
    "a part of a rounded figure, « environ » in the sentence": message(
        ADOPTION + " De {count} PME, cela fait environ {part} PME.",
        who=NINE, count=quoted("200"), part=derived("180", "part", "adoption", numbers=(200.0,)),
    ),
    "a part of a bound": message(
        TIME + " De {count} PME, cela fait plus {part}.",
        who=MOST, count=quoted("201"), part=derived("de 100", "part", "time", numbers=(201.0,)),
    ),
    "a fraction": message(
        EVENTS + " C'est environ {fraction}.", fraction=derived("3 sur 5", "fraction", "channel.events")
    ),
    "a rank and a count": message(
        LIST + "En {rank} place sur {count} : les campagnes d'e-mailing, avec {channel.email}.",
        rank=derived("deuxième", "rank", "channel.email"),
        count=derived("2", "count", "channel.email", "channel.social"),
    ),
    "the half": message("Oui, c'est plus de {half}.\n" + EVENTS, half=derived("la moitié", "half", "channel.events")),
    "a share of the visitor's numbers": message(
        "{part} sur {whole}, cela fait {share}.", "",
        part=quoted("146"), whole=quoted("200"), share=derived("73 %", "share", numbers=(146.0, 200.0)),
    ),
    "a part of the visitor's share": message(
        "{share} de {count} entreprises, cela fait {part}.", "",
        share=quoted("33,3 %"), count=quoted("1 000"), part=derived("environ 333", "part", numbers=(33.3333, 1000.0)),
    ),
    "the visitor's words, with numbers and populations": message(
        "Votre objectif : {goal}. " + EVENTS, goal=quoted("« 3 PME, 73 % de budget aujourd'hui, au total »")
    ),
    "a plan": message(
        "{rank}. Écrire ({time} par semaine), en {long}, le {day} : {address}", "",
        rank=Quantity("plan", "1"), time=Quantity("plan", "45 minutes"), long=Quantity("plan", "1 h 30"),
        day=Quantity("plan", "3 mars 2025"), address=Quantity("plan", "https://exemple.fr/plan/0123456789abcdef"),
    ),
    "a contact": message("Vous pouvez joindre {who}.", "", who=Quantity("contact", "Anne, 01 23 45 67 89")),
    "no number": message("Bonjour, une question ? La première, peut-être : une demi-journée suffit.", ""),
    "nothing": Block(Rendered("")),
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_message_passes(name: str) -> None:
    assert verdict(RIGHT[name]).breaches == ()


# ---------------------------------------------------------------- numbers from nowhere


@pytest.mark.parametrize(
    "stray",
    [
        "47", "quarante-sept", "47 %", "8,5", "1 200", "mille deux cents", "deux tiers", "un quart", "la moitié",
        "une sur deux", "neuf dixièmes", "une centaine", "des dizaines", "le double", "la troisième", "un cinquième",
        "zéro", "½", "trois fois plus", "un million", "cent pour cent", "2²", "soixante-dix", "DEUX", "٣",
    ],
)  # fmt: skip
def test_a_number_from_nowhere_is_refused(stray: str) -> None:
    assert rules(message(f"{EVENTS} Et {stray} aussi.")) == {"stray_number"}


@pytest.mark.parametrize("again", ["59 %", "59", "cinquante-neuf"])
def test_a_number_that_stands_twice_needs_two_placeholders(again: str) -> None:
    assert rules(message(f"{EVENTS} Je répète : {again}.")) == {"stray_number"}
    assert rules(message(f"{EVENTS} Je répète : {{channel.events}}.")) == set()


def test_a_number_around_a_placeholder_is_refused() -> None:
    assert "stray_number" in rules(message("1{n} rues", "", n=quoted("200")))
    assert "stray_number" in rules(message("1 {n} rues", "", n=quoted("200")))
    assert "stray_number" in rules(message("{n},5 rues", "", n=quoted("200")))
    assert rules(message("{n}ième rue", "", n=quoted("dix"))) >= {"not_in_text"}


def test_a_quantity_that_is_not_in_the_text_is_refused() -> None:
    text = Rendered("Il y en a 12.", (quoted("12"), quoted("13")))
    assert rules(Block(text)) == {"not_in_text"}


# ---------------------------------------------------------------- figures


@pytest.mark.parametrize("name", [figure.id for figure in FACTS.survey.figures if figure.measure])
@pytest.mark.parametrize("off", [-1, 1, 10])
def test_a_figure_with_another_value_is_refused(name: str, off: int) -> None:
    """Or in another form: the digits of a figure make no figure."""
    known = FACTS.figure(name)
    wrong = f"{known.value + off:g}".replace(".", ",")
    for text in (f"{wrong} %", f"{wrong} sur 10", f"{wrong} sur {known.of or 100}", wrong, f"environ {wrong}"):
        if not (known.kind == "exact" and known.value == 10 * float(wrong.replace(",", ".")) and "sur 10" in text):
            noun = tell.nouns(known, FACTS)[1]
            found = rules(message(f"{{n}} des {noun}.", SECONDARY, n=figure(text, name)))
            assert "wrong_value" in found, text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("73", "channel.social"), ("0,73", "channel.social"), ("73 points", "channel.social"),
        ("7 sur 10", "channel.social"), ("3 sur 4", "channel.social"), ("environ 73 %", "channel.social"),
        ("90 %", "adoption"), ("9", "adoption"), ("9 sur 9", "adoption"), ("90 sur 100", "adoption"),
        ("50 %", "time"), ("une PME sur deux", "time"), ("plus de 60 %", "time"), ("la moitié", "time"),
        ("998 %", "sample"), ("166", "hypergrowth_sample_all"), ("7 %", "margin_low"), ("10 %", "small_max"),
        ("9 entreprises en hypercroissance sur 10", "adoption"), ("9 PME sur 10", "goal.brand"),
    ],
)  # fmt: skip
def test_a_figure_in_words_that_are_not_its_own_is_refused(text: str, name: str) -> None:
    assert "wrong_value" in rules(message("PME : {n}.", SECONDARY, n=figure(text, name)))


def test_a_figure_that_there_is_not_is_refused() -> None:
    assert rules(message("PME : {n}.", n=figure("12 %", "channel.carrier_pigeons"))) == {"unknown_figure"}
    assert "unknown_figure" in rules(Block(Rendered("12 %", (Quantity("figure", "12 %"),))))


def test_a_figure_that_is_not_among_the_figures_of_its_answer_is_refused() -> None:
    good = message(EVENTS)
    assert rules(replace(good, figures=frozenset())) == {"unlisted_figure"}
    gap = derived("13 points", "difference", "channel.email", "channel.events")
    both = message(EVENTS + " L'écart est de {gap}.", gap=gap)
    assert rules(replace(both, figures=frozenset({"channel.events"}))) == {"unlisted_figure"}


def test_a_figure_whose_source_is_not_told_is_refused() -> None:
    assert rules(message(EVENTS, "")) == {"untold_source"}
    assert rules(message("{usage.use} des PME les utilisent.", ARTICLE)) == {"untold_source"}
    assert rules(message("Une PME commence à {small_min} de dollars.", "")) == {"untold_source"}
    # Of several answers the last tells the source for all.
    assert rules(message(EVENTS, ""), message(EVENTS)) == set()


def test_a_figure_told_of_another_item_is_refused() -> None:
    wrong = "{channel.email} des entreprises en hypercroissance investissent dans les réseaux sociaux."
    assert rules(message(wrong)) == {"wrong_item"}
    assert rules(message(LIST + "- les réseaux sociaux : {channel.email}")) == {"wrong_item"}
    swapped = LIST + "« les réseaux sociaux » ({channel.email}) et « les campagnes d'e-mailing » ({channel.social})"
    assert rules(message(swapped)) == {"wrong_item"}
    assert rules(message(swapped.replace("(", "(à part : "))) == {"wrong_item"}
    winner = derived("14 points", "difference", "channel.social", "channel.events")
    assert rules(message(EVENTS + " {gap} de plus pour les campagnes d'e-mailing.", gap=winner)) == {"wrong_item"}


# ---------------------------------------------------------------- of whom


@pytest.mark.parametrize(
    "wrong",
    [
        "{channel.events} des PME investissent dans les événements.",
        "{channel.events} d'entreprises sans croissance investissent dans les événements.",
        "Les PME investissent dans les événements : {channel.events}.",
        "Ce que font les PME :\n- les événements : {channel.events}",
        "Les entreprises en hypercroissance aussi.\nCe que font les PME :\n- les événements : {channel.events}",
        "- les événements : {channel.events}\nCe sont des PME.",
        "{motive.customers} des entreprises en hypercroissance y vont pour trouver de nouveaux clients.",
        "{motive.customers} des PME présentes sur les réseaux sociaux y vont pour trouver de nouveaux clients.",
        "Pour les entreprises en hypercroissance, {channel.events} des PME investissent dans les événements.",
    ],
)
def test_a_figure_told_of_others_is_refused(wrong: str) -> None:
    assert rules(message(wrong)) == {"wrong_population"}


def test_a_figure_told_of_nobody_is_refused() -> None:
    assert rules(message("{channel.events} investissent dans les événements.")) == {"no_population"}
    own_words = message(
        "Pour {goal}, les événements : {channel.events}.", goal=quoted("« entreprises en hypercroissance »")
    )
    assert rules(own_words) == {"no_population"}


def test_each_answer_says_of_whom_by_itself() -> None:
    assert rules(message(EVENTS), message("- les événements : {channel.events}")) == {"no_population"}


def test_a_number_of_firms_is_counted_among_the_right_ones() -> None:
    part = derived("118", "part", "channel.events", numbers=(200.0,))
    wrong = message(EVENTS + " De {count} cela fait {part} PME.", count=quoted("200"), part=part)
    assert rules(wrong) == {"wrong_population"}


def test_jobs_are_counted_not_pme() -> None:
    right = "{who} sont créés par des PME."
    assert rules(message(right, who=figure("6 nouveaux emplois sur 10", "jobs"))) == set()
    assert rules(message(right, who=figure("6 PME sur 10", "jobs"))) >= {"wrong_value"}
    assert rules(message("{n} des PME créent des emplois.", n=figure("6 sur 10", "jobs"))) == {"wrong_population"}


# ---------------------------------------------------------------- what is computed


@pytest.mark.parametrize(
    "wrong",
    [
        Quantity("derived", "118"),
        derived("119", "part", "channel.events", numbers=(200.0,)),
        derived("118", "part", "channel.email", numbers=(200.0,)),
        derived("environ 118", "part", "channel.events", numbers=(200.0,)),
        derived("118", "part", "channel.nothing", numbers=(200.0,)),
        derived("118", "part", "channel.events"),
        derived("118", "part"),
        derived("118", "part", "channel.events", numbers=(float("nan"),)),
        derived("118", "part", "channel.events", numbers=(float("inf"),)),
        derived("119", "part", "channel.events", numbers=(201.0,)),
        derived("13", "difference", "channel.email", "channel.events"),
        derived("14 points", "difference", "channel.email", "channel.events"),
        derived("1 point", "difference", "goal.brand", "goal.content", "goal.leads"),
        derived("12 points", "difference", "motive.customers", "channel.traditional_ads"),
        derived("12 points", "difference", "motive.customers"),
        derived("8,5 points", "limit", "channel.events"),
        derived("9 points", "limit", "motive.customers"),
        derived("3", "count", "channel.events", "channel.email"),
        derived("2", "count", "channel.events", "goal.brand"),
        derived("deuxième", "rank", "channel.events"),
        derived("3", "rank", "channel.events"),
        derived("2 sur 3", "fraction", "channel.events"),
        derived("3 sur 5", "fraction", "channel.events"),
        derived("la moitié", "half", "channel.events"),
        derived("132 %", "difference", "channel.email", "channel.events"),
    ],
)
def test_a_number_that_was_not_computed_so_is_refused(wrong: Quantity) -> None:
    found = rules(message(EVENTS + " Pour {count}, {wrong}.", count=quoted("200"), wrong=wrong))
    assert found & {"wrong_value", "wrong_derivation", "unstated_derivation"}


def test_what_is_computed_from_a_number_that_is_not_quoted_is_refused() -> None:
    part = derived("118", "part", "channel.events", numbers=(200.0,))
    assert rules(message(EVENTS + " De {count}, {part}.", count=quoted("2 000"), part=part)) == {"wrong_derivation"}
    assert rules(message(EVENTS + " Cela fait {part}.", part=part)) == {"wrong_derivation"}


@pytest.mark.parametrize(
    ("half", "told"), [("moins de {half}", "channel.events"), ("plus de {half}", "channel.traditional_ads")]
)
def test_the_half_on_the_wrong_side_is_refused(half: str, told: str) -> None:
    wrong = message(f"C'est {half}.\n" + LIST + f"{{{told}}}", half=derived("la moitié", "half", told))
    assert rules(wrong) == {"wrong_value"}


# ---------------------------------------------------------------- kinds that are no excuse


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("plan", "73 %"), ("plan", "9 sur 10"), ("plan", "1 200 minutes"), ("plan", "2013"), ("plan", "environ 3"),
        ("study", "2014"), ("study", "73 %"), ("study", "fin 2014"),
        ("quoted", "9 sur 10"), ("quoted", "73 % des PME"), ("quoted", "environ 180"), ("quoted", "la moitié"),
        ("definition", "10 millions"),
    ],
)  # fmt: skip
def test_a_number_under_a_false_name_is_refused(kind: QuantityKind, text: str) -> None:
    found = rules(message("PME : {n}.", n=Quantity(kind, text)))
    assert found & {"wrong_kind", "wrong_value", "unknown_figure"}


# ---------------------------------------------------------------- what the visitor typed


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("350", Said(frozenset({350.0, 2.0}))),
        ("1 200", Said(frozenset({1200.0}))),
        ("60 %", Said(frozenset({60.0}))),
        ("33,3 %", Said(frozenset({33.3333}))),
        ("3 personnes", Said(frozenset({3.0}))),
        ("« des clients »", Said()),
        ("« ouvrir 3 magasins »", Said(words=("Je veux ouvrir 3 magasins",))),
        ("« vendre à trois mille clients »", Said(words=("vendre à Trois Mille clients, vite",))),
    ],
)
def test_the_visitor_is_quoted_with_numbers_of_theirs(quote: str, said: Said) -> None:
    """In digits whatever they typed; in their own words as they typed them."""
    told = message("Vous disiez {quote}.", "", quote=quoted(quote))
    assert judge([told], FACTS, said).breaches == ()
    others = Said(frozenset({35.0, 12.0, 600.0, 33.0}), ("Je veux des clients",))
    found = {breach.rule for breach in judge([told], FACTS, others).breaches}
    assert found == (set() if quote == "« des clients »" else {"never_typed"})


def test_what_the_operator_reads_does_not_repeat_a_quote_that_is_wrong() -> None:
    (breach,) = judge([message("Vous disiez {quote}.", "", quote=quoted("350"))], FACTS, Said()).breaches
    assert breach.rule == "never_typed" and "350" not in breach.detail


# ---------------------------------------------------------------- the operator, and robustness


def test_no_word_of_the_visitors_is_in_what_the_operator_reads() -> None:
    wrong = message(EVENTS + " Votre objectif : {goal}, et 47.", goal=quoted("« chez Monsieur Secret »"))
    given_back = verdict(wrong)
    assert "secret" not in f"{given_back.words} {given_back.breaches}".lower()
    assert "47" in str(given_back.breaches[0])
    assert "evenements" in given_back.words


PIECES = [
    "9",
    "0",
    "5",
    "%",
    ",",
    ".",
    "\n",
    ":",
    "«",
    "»",
    "'",
    "’",
    "½",
    " ",
    "-",
    "PME",
    "deux",
    "sur",
    "hypercroissance",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
NUMBERS = st.floats(allow_nan=True, allow_infinity=True)
NAMES = st.sampled_from(["adoption", "time", "channel.events", "channel.email", "margin_low", "nothing", ""])
DERIVATIONS = st.builds(
    Derivation,
    st.sampled_from(["difference", "limit", "count", "rank", "part", "fraction", "share", "half"]),
    st.lists(NAMES, max_size=3).map(tuple),
    st.lists(NUMBERS, max_size=3).map(tuple),
)
KINDS = st.sampled_from(["figure", "definition", "derived", "quoted", "study", "plan", "contact"])
QUANTITIES = st.builds(Quantity, KINDS, TEXTS, st.none() | NAMES, st.none() | DERIVATIONS)


@given(TEXTS, st.lists(QUANTITIES, max_size=4), st.frozensets(NAMES))
def test_the_guard_never_raises(text: str, quantities: list[Quantity], figures: frozenset[str]) -> None:
    told = Rendered(text + "".join(quantity.text for quantity in quantities), tuple(quantities))
    assert judge([Block(told, figures)], FACTS, quoted_in([told])).breaches is not None


@given(st.text(max_size=30), st.integers(0, 10**9))
def test_what_the_visitor_said_passes_whatever_it_is(words: str, count: int) -> None:
    told = message(
        "Votre métier : {trade}. {count} !", "", trade=quoted(f"« {words} »"), count=tell.quoted_number(count)
    )
    assert verdict(told).breaches == ()
