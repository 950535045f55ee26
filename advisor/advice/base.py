"""The base of advice: goals, trades, actions and answers to owners' questions, by id."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.advice.schema import Action, Contact, Goal, OwnerQuestion, Trade
from advisor.question.vocabulary import Vocabulary
from advisor.survey import FactBase, Figure

# The survey's measures in which a goal may have a figure, that of the priorities first.
GOAL, MOTIVE, CHANNEL = "goal", "motive", "channel"
# The label of a goal that is none of goals.yml: the owner's own words stand for it.
OTHER = "other"


class AdviceBase:
    """Everything in advice/, beside the facts on which it rests."""

    def __init__(
        self,
        facts: FactBase,
        goals: dict[str, Goal],
        trades: dict[str, Trade],
        actions: Sequence[Action],
        questions: dict[str, OwnerQuestion],
        contact: Contact,
    ) -> None:
        self.facts = facts
        self.goals = goals
        self.trades = trades
        self.actions = list(actions)
        self.questions = questions
        self.contact = contact
        self.priorities = facts.figures_of(GOAL)
        self.channel_figures = facts.figures_of(CHANNEL)
        self.trade_names = Vocabulary()
        for name, trade in trades.items():
            self.trade_names.add("trade", name, trade.aliases)

    def goal_name(self, goal: str) -> str:
        """Return a goal as it is read after « votre objectif : »; a goal of the owner's own words is quoted."""
        known = self.goals.get(goal)
        if known is None:
            return f"« {goal} »"
        return self.facts.item(known.item).name if known.item else str(known.name)

    def goal_figure(self, goal: str) -> Figure | None:
        """Return the survey's figure of a goal: a priority of hyper-growth companies, or else a motive of PME."""
        known = self.goals.get(goal)
        if known is None or known.item is None:
            return None
        return self.facts.find(GOAL, known.item) or self.facts.find(MOTIVE, known.item)

    def action(self, action_id: str) -> Action:
        """Return the action with this id; raises KeyError where there is none."""
        return next(action for action in self.actions if action.id == action_id)

    def broken_goals(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Yield each goal whose item the survey does not have."""
        for name, goal in self.goals.items():
            if goal.item is not None and goal.item not in self.facts.survey.items:
                yield ("goals", name, "item"), f"unknown item {goal.item}"

    def broken_questions(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Yield each figure of an owner's question that the survey does not have."""
        known = {figure.id for figure in self.facts.survey.figures}
        for name, question in self.questions.items():
            for figure_id in question.nearest:
                if figure_id not in known:
                    yield ("questions", name, "nearest"), f"unknown figure {figure_id}"

    def broken_actions(self, actions: Sequence[Action]) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Yield each name in `actions`, those of one file, that leads nowhere."""
        figures = {figure.id for figure in self.facts.survey.figures}
        channels = {figure.item for figure in self.channel_figures}
        for index, action in enumerate(actions):
            for field, known in (("goals", self.goals.keys()), ("channels", channels), ("figures", figures)):
                for name in getattr(action, field):
                    if name not in known:
                        yield ("actions", index, field), f"unknown {field.removesuffix('s')} {name}"
            if sum(other.id == action.id for other in self.actions) > 1:
                yield ("actions", index, "id"), f"the id {action.id} stands twice"
