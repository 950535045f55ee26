"""The base of advice: what an owner may want, what can be done about it, and on which figures that rests."""

from advisor.advice.base import CHANNEL, GOAL, MOTIVE, OTHER, AdviceBase
from advisor.advice.loader import load_advice, shipped_advice
from advisor.advice.schema import Action, Contact, OwnerQuestion

__all__ = [
    "CHANNEL",
    "GOAL",
    "MOTIVE",
    "OTHER",
    "Action",
    "AdviceBase",
    "Contact",
    "OwnerQuestion",
    "load_advice",
    "shipped_advice",
]
