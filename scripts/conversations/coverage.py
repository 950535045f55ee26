"""Which intents, kinds of question, figures and rules the conversations visit, and which none does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from advisor.answer import answerers
from advisor.dialogue import handlers
from advisor.survey import shipped_facts
from scripts.conversations.holding import Held, HeldTurn
from scripts.conversations.yaml_files import read_yaml

ROOT = Path(__file__).resolve().parents[2]
# The actions that give each question of a message to whoever answers its kind.
_ANSWERING = {"action_answer_question", "action_advise"}


@dataclass(frozen=True)
class Rule:
    """A rule of data/rules/: the intents that lead to an action."""

    name: str
    intents: frozenset[str]
    action: str


@dataclass(frozen=True)
class Territory:
    """All that conversations can visit."""

    figures: tuple[str, ...]
    kinds: tuple[str, ...]
    intents: tuple[str, ...]
    rules: tuple[Rule, ...]

    @classmethod
    def of_the_assistant(cls) -> Territory:
        """Read it from the survey, the registries of answers and of the dialogue, the domain and the rules."""
        rules = tuple(_rules(ROOT / "data/rules"))
        # The fallback is an intent that rules know and the domain does not name.
        intents = {name for intent in read_yaml(ROOT / "domain.yml")["intents"] for name in intent}
        return cls(
            figures=tuple(figure.id for figure in shipped_facts().survey.figures),
            kinds=(*answerers(), *handlers()),
            intents=tuple(sorted(intents.union(*(rule.intents for rule in rules)))),
            rules=rules,
        )


@dataclass(frozen=True)
class Part:
    """One part of the territory: what each thing in it is, and the conversations that visit it.

    gated: whether the tests fail while something is missing.
    """

    one: str
    title: str
    visits: Mapping[str, list[str]]
    gated: bool = False

    @property
    def missing(self) -> list[str]:
        """What no conversation visits."""
        return [name for name, by in self.visits.items() if not by]


def coverage(held: Iterable[Held], territory: Territory) -> list[Part]:
    """Return what these conversations visit; without figures only if how they were understood is not known."""
    held = list(held)
    figures = Part("figure", "figures", _visits(territory.figures, held, lambda turn: set(turn.figures)), gated=True)
    if not any(turn.understood for one in held for turn in one.turns):
        return [figures]
    rules = [rule.name for rule in territory.rules]
    return [
        figures,
        Part("kind of question", "kinds of question", _visits(territory.kinds, held, _kinds), gated=True),
        Part("intent", "intents", _visits(territory.intents, held, _intents)),
        Part("rule", "rules", _visits(rules, held, lambda turn: _followed(turn, territory.rules))),
    ]


def _visits(names: Iterable[str], held: list[Held], of: Any) -> dict[str, list[str]]:
    visits: dict[str, list[str]] = {name: [] for name in names}
    for one in held:
        for name in set().union(*(of(turn) for turn in one.turns)):
            if name in visits:
                visits[name].append(one.id)
    return visits


def _kinds(turn: HeldTurn) -> set[str]:
    return set(turn.understood.kinds) if turn.understood and turn.understood.action in _ANSWERING else set()


def _intents(turn: HeldTurn) -> set[str]:
    return {turn.understood.intent, *turn.understood.kinds} if turn.understood else set()


def _followed(turn: HeldTurn, rules: Iterable[Rule]) -> set[str]:
    if turn.understood is None:
        return set()
    intent, action = turn.understood.intent, turn.understood.action
    return {rule.name for rule in rules if intent in rule.intents and action == rule.action}


def _rules(folder: Path) -> Iterable[Rule]:
    for path in sorted(folder.glob("*.yml")):
        for rule in read_yaml(path)["rules"]:
            steps = rule["steps"]
            named = [one["intent"] for step in steps for one in step.get("or", [step]) if "intent" in one]
            actions = [step["action"] for step in steps if "action" in step]
            yield Rule(rule["rule"], frozenset(named), actions[0])
