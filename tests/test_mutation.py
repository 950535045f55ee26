"""The mutation of the survey: what is changed, in which order conversations are held, and what counts as noticed."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from scripts.conversations.checking import Check, Expectation
from scripts.conversations.holding import Held, HeldTurn
from scripts.conversations.reading import Conversation, Turn
from scripts.mutation import SURVEYS, Mutant, Outcome, first_to_fail, in_order, mutants, score, visits, write


def figures(folder: Path) -> dict[str, dict[str, object]]:
    data = yaml.safe_load((folder / "linkedin-2013.yml").read_text(encoding="utf-8"))
    return {figure["id"]: figure for figure in data["figures"]}


def held(name: str, *told: str, fails: bool = False, turns: int = 1) -> Held:
    checks = [Check("matches", not fails, "73")]
    return Held("file", name, [], [HeldTurn("?", "!", dict.fromkeys(told, 1.0), checks) for _ in range(turns)])


def conversation(name: str) -> Conversation:
    return Conversation("file", name, (), (Turn("?", Expectation()),))


def test_each_figure_has_a_mutant() -> None:
    found = {mutant.figure: (mutant.before, mutant.after) for mutant in mutants()}
    assert found.keys() == figures(SURVEYS).keys()
    assert all(abs(before - after) == 1 for before, after in found.values())
    assert [str(mutant) for mutant in mutants(only=["goal.brand"])] == ["goal.brand: 90 -> 91"]
    with pytest.raises(ValueError, match="no figure pigeons"):
        mutants(only=["pigeons"])


@pytest.mark.parametrize("name", ["adoption", "time", "channel.social", "sample", "margin_high", "medium_max"])
def test_a_copy_differs_in_one_value_and_loads(name: str, tmp_path: Path) -> None:
    (mutant,) = mutants(only=[name])
    write(mutant, SURVEYS, tmp_path / "copy")
    files = [
        (folder / "linkedin-2013.yml").read_text(encoding="utf-8").split("\n")
        for folder in (SURVEYS, tmp_path / "copy")
    ]
    (changed,) = ((before, after) for before, after in zip(*files, strict=True) if before != after)
    assert changed[0].replace(f"value: {mutant.before:g}", f"value: {mutant.after:g}") == changed[1]
    assert f"id: {name}," in changed[1]


def test_conversations_that_tell_the_figure_come_first_the_short_ones_before() -> None:
    telling = visits([held("long", "a", "b", turns=3), held("other", "b"), held("short", "a")])
    assert telling == {"a": ["file::short", "file::long"], "b": ["file::other", "file::long"]}
    ordered = in_order([conversation(name) for name in ("none", "long", "short")], telling["a"])
    assert [one.name for one in ordered] == ["short", "long", "none"]


def test_the_first_that_fails_ends_it() -> None:
    talked: list[str] = []

    def talk(one: Conversation) -> Held:
        talked.append(one.name)
        return held(one.name, fails=one.name == "c")

    names = [conversation(name) for name in "abcdefghijk"]
    assert first_to_fail(names, talk) == ("file::c", 3)
    assert len(talked) <= 4
    assert first_to_fail(names[3:], talk) == (None, 8)


def test_the_score_names_the_survivors() -> None:
    outcomes = [Outcome(Mutant("a", 1, 2), "file::x", 1), Outcome(Mutant("b", 1, 2), None, 9)]
    assert score(outcomes) == "1 of 2 changed figures were noticed (50 %). Not noticed: b."
    assert score(outcomes[:1]) == "1 of 1 changed figures were noticed (100 %)."
