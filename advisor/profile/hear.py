"""What a message tells of the owner: goals, channels, time, size, trade, each added or taken away."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from advisor.advice import OTHER, AdviceBase
from advisor.advice.schema import TradeId
from advisor.profile.amounts import CUES, minutes_a_week, people
from advisor.profile.model import Field, Profile
from advisor.question.vocabulary import Mention, Word, forms_of, split_words
from advisor.text import fold, fold_in_place

_TO_FIRMS = "b2b"
_OWN_WORDS_MOST = 80


@dataclass(frozen=True)
class Clause:
    """A piece of a message: its words in ordinary spelling, what it names, the goals that it means, and as typed."""

    text: str
    mentions: tuple[Mention, ...] = ()
    goals: tuple[str, ...] = ()
    typed: str = ""

    def has(self, cue: str) -> bool:
        """Tell whether the clause has a word of the list `cue` of cues.yml."""
        return bool(CUES[cue].search(fold(self.text)))


@dataclass(frozen=True)
class Change:
    """One thing that a message changes in the profile: a goal or a channel `added` or `removed`, a value `told`."""

    field: Field
    how: Literal["added", "removed", "told"]
    value: str | int


@dataclass(frozen=True)
class Hearing:
    """All that a message changes, what it says both ways, and what it tells that was known."""

    changes: tuple[Change, ...]
    contradictions: tuple[str, ...] = ()
    known: tuple[Change, ...] = ()


def hear(clauses: Sequence[Clause], profile: Profile, advice: AdviceBase, kind: str, asked: Field | None) -> Hearing:
    """Return what `clauses`, those of one message, tell of the owner whose profile is `profile`.

    `kind` is the kind of message, `asked` what the assistant had asked for: a bare « 3 » or « rien » answers it.
    """
    changes: list[Change] = []
    removing = False
    several = sum(bool(clause.goals) for clause in clauses) > 1
    for clause in clauses:
        removing = _removes(clause, removing, kind)
        # « chocolatier, une boutique » beside what the chocolatier wants.
        if not (several and not clause.has("wish") and _names_a_trade_first(clause, advice)):
            changes += _goals(clause, removing, kind)
        changes += _channels(clause, removing, kind, advice)
    text = " ".join(clause.text for clause in clauses)
    changes += _values(text, asked, profile)
    if trade := _trade(text, advice) or _sold(clauses, profile):
        changes.append(Change("trade", "told", trade))
    if asked == "channels" and not any(change.field == "channels" for change in changes):
        changes += _all_or_none(clauses, advice)
    return _settled(changes, profile)


def _removes(clause: Clause, before: bool, kind: str) -> bool:
    """Tell whether a clause takes away what it names; one without a word of its own goes on as the one before."""
    folded = fold(clause.text)
    if clause.has("remove") and not re.match(r"(?:mais )?(?:c'est|plutot) ", folded):
        return True
    if clause.has("add") or folded.startswith(("mais ", "plutot ")) or kind == "state_goals":
        return False
    return before


def _goals(clause: Clause, removing: bool, kind: str) -> list[Change]:
    # A firm that is described names no goal, unless one of its clauses wishes for something.
    if kind == "state_profile" and not clause.has("wish"):
        return []
    if kind == "state_goals":
        removing = clause.has("unwanted")
    found = [goal if goal != OTHER else own_words(clause.typed or clause.text) for goal in clause.goals]
    return [Change("goals", "removed" if removing else "added", goal) for goal in found if goal]


def own_words(text: str) -> str:
    """Return a goal in the owner's own words, without « je voudrais » before it: at most 80 characters."""
    folded = fold_in_place(text)
    opening = CUES["preamble"].match(folded)
    words = (text[opening.end() :] if opening else text).strip(' .,;:!?«»"')
    return words if len(words) <= _OWN_WORDS_MOST else words[:_OWN_WORDS_MOST].rsplit(" ", 1)[0] + "…"


def _channels(clause: Clause, removing: bool, kind: str, advice: AdviceBase) -> list[Change]:
    known = [figure.item for figure in advice.channel_figures]
    named = [mention.value for mention in clause.mentions if mention.type == "item" and mention.value in known]
    if any(mention.type == "topic" and mention.value == "network" for mention in clause.mentions):
        named.append("social_media")
    # « je veux des clients grâce à Instagram » wishes for a channel, and does not say that it is used.
    if kind == "state_goals" and (clause.has("wish") or clause.goals):
        return []
    how: Literal["added", "removed"] = "removed" if removing else "added"
    return [Change("channels", how, channel) for channel in dict.fromkeys(named)]


def _all_or_none(clauses: Sequence[Clause], advice: AdviceBase) -> list[Change]:
    # « rien du tout » holds a « tout ».
    if any(clause.has("nothing") for clause in clauses):
        return [Change("channels", "told", "")]
    if any(clause.has("everything") for clause in clauses):
        return [Change("channels", "added", figure.item) for figure in advice.channel_figures]
    return []


def _values(text: str, asked: Field | None, profile: Profile) -> list[Change]:
    changes: list[Change] = []
    minutes = minutes_a_week(text, asked=asked == "minutes", known=profile.minutes)
    if minutes is not None:
        changes.append(Change("minutes", "told", minutes))
    staff = people(text, asked=asked == "staff" and minutes is None, known=profile.staff)
    if staff is not None:
        changes.append(Change("staff", "told", staff))
    return changes


def _trade(text: str, advice: AdviceBase) -> str | None:
    """Return the kind of firm that `text` names."""
    named = [mention.value for mention in _trades(text, advice)]
    return _TO_FIRMS if _TO_FIRMS in named else next(iter(named), None)


def _sold(clauses: Sequence[Clause], profile: Profile) -> str | None:
    """Return what the owner says that they sell or make, in their own words; None once a trade is known."""
    if profile.knows("trade"):
        return None
    told = [clause for clause in clauses if clause.has("sells") and not clause.has("wish")]
    return own_words(told[0].typed or told[0].text) or None if told else None


def _trades(text: str, advice: AdviceBase) -> list[Mention]:
    words = [Word(forms_of(word), start, end) for word, start, end in split_words(text)]
    return advice.trade_names.find(words, text)


def _names_a_trade_first(clause: Clause, advice: AdviceBase) -> bool:
    """Tell whether a clause begins with a trade, with no more than an article before it."""
    before = [clause.text[: mention.start] for mention in _trades(clause.text, advice)]
    return any(len(text.split()) <= 1 for text in before[:1])


def _settled(changes: Sequence[Change], profile: Profile) -> Hearing:
    """Return the changes that change something, and what is both added and taken away."""
    ways: dict[tuple[str, str | int], set[str]] = {}
    for change in changes:
        ways.setdefault((change.field, change.value), set()).add(change.how)
    torn = tuple(str(value) for (_, value), hows in ways.items() if len(hows) > 1)
    kept = [change for change in dict.fromkeys(changes) if str(change.value) not in torn]
    new = tuple(change for change in kept if apply(profile, [change]) != profile)
    return Hearing(new, torn, tuple(change for change in kept if change not in new))


def differences(before: Profile, after: Profile) -> tuple[Change, ...]:
    """Return the changes that make `after` of `before`, as far as a reply names them."""
    changes: list[Change] = []
    listed: tuple[Field, ...] = ("goals", "channels")
    for field in listed:
        old, new = getattr(before, field) or (), getattr(after, field) or ()
        changes += [Change(field, "removed", value) for value in old if value not in new]
        changes += [Change(field, "added", value) for value in new if value not in old]
    values: dict[Field, tuple[str | int | None, str | int | None]] = {
        "minutes": (before.minutes, after.minutes),
        "staff": (before.staff, after.staff),
        "trade": (before.trade or before.trade_words, after.trade or after.trade_words),
    }
    for field, (old_value, value) in values.items():
        if value is not None and value != old_value:
            changes.append(Change(field, "told", value))
    return tuple(changes)


def apply(profile: Profile, changes: Sequence[Change]) -> Profile:
    """Return `profile` with `changes` made."""
    for change in changes:
        profile = _apply(profile, change)
    return profile


def _apply(profile: Profile, change: Change) -> Profile:
    if change.field == "goals":
        others = tuple(goal for goal in profile.goals if goal != change.value)
        if change.how == "removed":
            return replace(profile, goals=others)
        return profile if change.value in profile.goals else replace(profile, goals=(*others, str(change.value)))
    if change.field == "channels":
        return _apply_channel(profile, change)
    if change.field == "trade":
        value = str(change.value)
        known = value in get_args(TradeId)
        return replace(profile, trade=value if known else None, trade_words=None if known else value)
    if change.field == "minutes":
        return replace(profile, minutes=int(change.value))
    return replace(profile, staff=int(change.value))


def _apply_channel(profile: Profile, change: Change) -> Profile:
    used = profile.channels or ()
    if change.how == "told":
        return replace(profile, channels=())
    if change.how == "removed":
        # Of an owner who told no channel yet, « pas de mailing » does not tell which they use.
        return (
            profile
            if profile.channels is None
            else replace(profile, channels=tuple(c for c in used if c != change.value))
        )
    return profile if change.value in used else replace(profile, channels=(*used, str(change.value)))
