"""Reading advice/: goals, trades, actions (one file a family), owners' questions and the contact."""

from __future__ import annotations

import functools
import os
from pathlib import Path

from advisor.advice.base import AdviceBase
from advisor.advice.schema import Action, Contact, Goal, OwnerQuestion, Trade
from advisor.checked_yaml import ContentError, parse, read, refuse
from advisor.survey import FactBase, shipped_facts
from advisor.survey.schema import Strict
from advisor.survey.shipped import ROOT


class _Goals(Strict):
    goals: dict[str, Goal]


class _Trades(Strict):
    trades: dict[str, Trade]


class _Actions(Strict):
    actions: list[Action]


class _Questions(Strict):
    questions: dict[str, OwnerQuestion]


class _Contact(Strict):
    contact: Contact


def load_advice(folder: Path, facts: FactBase) -> AdviceBase:
    """Return the advice of `folder`; raises ContentError when a file is missing or breaks the schema."""
    data = {name: read(folder / f"{name}.yml") for name in ("goals", "trades", "questions", "contact")}
    families = {path: read(path) for path in sorted((folder / "actions").glob("*.yml"))}
    if not families:
        raise ContentError(f"{folder / 'actions'}: there is no file of actions (*.yml) in this folder")
    parsed = {path: parse(_Actions, family, path).actions for path, family in families.items()}
    advice = AdviceBase(
        facts,
        parse(_Goals, data["goals"], folder / "goals.yml").goals,
        parse(_Trades, data["trades"], folder / "trades.yml").trades,
        [action for actions in parsed.values() for action in actions],
        parse(_Questions, data["questions"], folder / "questions.yml").questions,
        parse(_Contact, data["contact"], folder / "contact.yml").contact,
    )
    refuse(folder / "goals.yml", data["goals"], advice.broken_goals())
    refuse(folder / "questions.yml", data["questions"], advice.broken_questions())
    for path, actions in parsed.items():
        refuse(path, families[path], advice.broken_actions(actions))
    return advice


@functools.lru_cache(maxsize=1)
def shipped_advice() -> AdviceBase:
    """Return the advice of advice/, or of the folder named by ADVICE; raises ContentError when it is broken."""
    return load_advice(Path(os.environ.get("ADVICE", ROOT / "advice")), shipped_facts())
