"""domain.yml and data/rules: short replies without a number, and one rule for each kind of question."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
NUMBER_WORDS = (
    r"\b(deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|quarante|cinquante|soixante|cent|"
    r"mille|millions?|milliards?|moitié|tiers|quart|dizaine|centaine|double|triple|second|deuxième|troisième)s?\b"
)


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def responses() -> Iterator[tuple[str, str]]:
    for name, variants in read(ROOT / "domain.yml")["responses"].items():
        yield from ((name, variant["text"]) for variant in variants)


def rules() -> list[dict[str, Any]]:
    return [rule for path in sorted((ROOT / "data/rules").glob("*.yml")) for rule in read(path)["rules"]]


def pends(rule: dict[str, Any]) -> bool:
    """Tell whether a rule is for an answer to a question of the assistant."""
    return rule.get("condition") == [{"slot_was_set": ["asked"]}]


EVERY_RESPONSE = list(responses())
each_response = pytest.mark.parametrize(
    ("name", "text"), EVERY_RESPONSE, ids=[f"{n}-{t[:20]}" for n, t in EVERY_RESPONSE]
)


@each_response
def test_a_fixed_reply_holds_no_number(name: str, text: str) -> None:
    assert not re.search(r"\d", text)
    assert not re.search(NUMBER_WORDS, text.lower())


@each_response
def test_a_fixed_reply_is_set_as_a_french_printer_does(name: str, text: str) -> None:
    assert "'" not in text
    assert "..." not in text
    assert re.search(r'(?<!\u202f)[?!;%]|(?<!\u00a0):|«(?!\u00a0)|(?<!\u00a0)»|"', text) is None
    assert "\n\n" not in text
    assert not text.startswith("/")


def test_every_kind_of_question_has_exactly_one_rule(domain: dict[str, Any]) -> None:
    intents = [next(iter(intent)) if isinstance(intent, dict) else intent for intent in domain["intents"]]
    asked = Counter(
        step["intent"] for rule in rules() for step in rule["steps"] if "intent" in step and not pends(rule)
    )
    assert asked == dict.fromkeys([*intents, "nlu_fallback"], 1)


def test_a_rule_is_one_intent_then_one_action_that_exists(domain: dict[str, Any]) -> None:
    known = {*domain["actions"], *domain["responses"]}
    for rule in rules():
        said, done = rule["steps"]
        assert list(said) == (["or"] if pends(rule) else ["intent"]), rule["rule"]
        assert done["action"] in known, rule["rule"]


def test_no_rule_has_the_name_of_another() -> None:
    assert [name for name, count in Counter(rule["rule"] for rule in rules()).items() if count > 1] == []


def test_every_reply_and_action_is_used(domain: dict[str, Any]) -> None:
    used = {step["action"] for rule in rules() for step in rule["steps"] if "action" in step}
    assert {*domain["actions"], *domain["responses"]} == used


def test_what_visitors_may_repeat_has_several_answers(domain: dict[str, Any]) -> None:
    single = {name for name, variants in domain["responses"].items() if len(variants) < 2}
    assert single <= {"utter_other_language"}


def test_only_the_pending_question_is_a_condition() -> None:
    conditional = [rule for rule in rules() if "condition" in rule]
    assert conditional
    assert all(pends(rule) and rule["steps"][1]["action"] == "action_hear_answer" for rule in conditional)
