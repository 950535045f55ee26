"""The dialogue with an owner: what is told, asked, compared, taken back, imagined and planned. Pure: no Rasa here."""

from advisor.dialogue import asking, guidance, imagine, owner, planning, recall
from advisor.dialogue.model import Heard, Outcome, Services, State, handlers

__all__ = [
    "Heard",
    "Outcome",
    "Services",
    "State",
    "asking",
    "guidance",
    "handlers",
    "imagine",
    "owner",
    "planning",
    "recall",
]
