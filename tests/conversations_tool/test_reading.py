"""What designers write: conversations and named patterns, read strictly."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.conversations.patterns import Patterns, in_words, read_patterns
from scripts.conversations.reading import FOLDER, PATTERNS, read_folder
from scripts.conversations.selection import Selection

Write = Callable[..., Path]

NAMES = """
matches:
  no_figure: {means: says that there is no figure, any: [aucun chiffre, ne mesure pas]}
  goals: {means: gives the goals, all: [90 %, 89 %]}
  no_figure_or_plan: {means: one or the other, any: [<no_figure>, plan]}
"""
ONE = """
test_cases:
  - test_case: one
    steps:
      - user: salut
      - bot: {matches: [%s]}
"""


@pytest.fixture()
def names(write: Write) -> Patterns:
    return read_patterns(write(patterns=NAMES) / PATTERNS)


def test_a_name_stands_for_its_expressions(names: Patterns) -> None:
    [pattern] = names.read("<no_figure>")
    assert pattern.found("Elle ne mesure pas cela.")
    assert pattern.means == "says that there is no figure"


def test_a_name_may_stand_for_several_things_that_are_all_asked_for(names: Patterns) -> None:
    assert [pattern.regex for pattern in names.read("<goals>")] == ["90 %", "89 %"]


@pytest.mark.parametrize("text", ["le plan", "aucun chiffre"])
def test_a_name_may_stand_inside_another_pattern(names: Patterns, text: str) -> None:
    assert names.read("<no_figure_or_plan>")[0].found(text)
    assert names.read("^(<no_figure>|le plan)$")[0].found(text)


@pytest.mark.parametrize(
    ("written", "wrong"),
    [("<no_figures>", "unknown pattern: <no_figures>"), ("x|<goals>", "stands alone"), ("(x", "not a regular")],
)
def test_what_is_no_pattern_is_an_error(names: Patterns, written: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        names.read(written)


@pytest.mark.parametrize("plain", ["73 %", "l'étude : « rien »"])
def test_plain_spaces_and_apostrophes_find_those_of_french_typography(plain: str) -> None:
    [pattern] = Patterns().read(plain)
    assert pattern.found("73\u202f% selon l’étude\u00a0: «\u00a0rien\u00a0»")


@pytest.mark.parametrize("text", ["73\u202f%", "73 %", "73%"])
def test_a_share_is_found_with_and_without_its_space(text: str) -> None:
    assert Patterns().read("73 %")[0].found(text)


@pytest.mark.parametrize(
    ("regex", "words"),
    [
        ("bouche.à.oreille", "« bouche à oreille »"),
        (r"\bsalon|foire", "« salon » or « foire »"),
        (r"\d+ points", ""),
        ("<no_figure>", ""),
    ],
)
def test_a_simple_expression_is_told_in_words(regex: str, words: str) -> None:
    assert in_words(regex) == words


@pytest.mark.parametrize(
    ("entry", "wrong"),
    [
        ("{means: x}", "either `any` or `all`"),
        ("{any: [x]}", "`means` is missing"),
        ("{means: x, any: [<later>]}", "unknown pattern: <later>"),
        ("{means: x, some: [x]}", "unknown some"),
    ],
)
def test_a_wrong_entry_of_the_patterns_is_named(write: Write, entry: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=f"first: .*{wrong}"):
        read_patterns(write(patterns=f"matches:\n  first: {entry}\n") / PATTERNS)


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (ONE % "<unknown>", "mine.yml: one: turn 1: unknown pattern"),
        (ONE.replace("matches", "matchs") % "x", "mine.yml: one: turn 1: bot: unknown matchs"),
        (ONE.replace("user: salut", "user: 3") % "x", "turn 1: put quotes around 3"),
        (ONE.replace("- bot", "- user: encore\n      - bot") % "x", "must take turns"),
        (ONE.replace("steps", "tag: x\n    steps") % "x", "unknown tag"),
        (ONE % "x" + (ONE % "x").split("\n", 2)[2], "there are two of this name"),
        (ONE.replace("salut", "salut\n        user: encore") % "x", "not YAML"),
        ("test_cases: []\n", "no test case"),
    ],
)
def test_a_slip_is_said_with_its_place(write: Write, content: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        read_folder(write(mine=content))


def test_the_file_gives_tags_and_what_every_reply_must_be(write: Write) -> None:
    head = "tags: [adviser]\nevery_reply: {lacks: [promis]}\n"
    [one] = read_folder(write(mine=head + (ONE % "bonjour").replace("steps", "tags: [undo]\n    steps")))
    assert one.tags == ("mine", "adviser", "undo")
    assert [pattern.regex for pattern in one.turns[0].expected.lacks] == ["promis"]


@pytest.mark.parametrize(
    ("words", "takes", "leaves"),
    [
        ("", {"a"}, None),
        ("a b", {"b", "c"}, {"c"}),
        ("a+b", {"a", "b"}, {"a"}),
        ("-a", {"b"}, {"a", "b"}),
        ("a -b", {"a"}, {"a", "b"}),
    ],
)
def test_tags_select(words: str, takes: set[str], leaves: set[str] | None) -> None:
    selection = Selection.read(words, "abc")
    assert selection.takes(takes)
    assert leaves is None or not selection.takes(leaves)


def test_an_unknown_tag_is_an_error_that_names_one_like_it() -> None:
    with pytest.raises(ValueError, match="« correction »; there is corrections"):
        Selection.read("correction", ["corrections", "adviser"])


def test_there_are_at_least_150_conversations_and_each_named_pattern_serves() -> None:
    assert len(read_folder()) >= 150
    written = "\n".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.yml"))
    unused = [name for name in read_patterns(FOLDER / PATTERNS).named if f"<{name}>" not in written]
    assert not unused
