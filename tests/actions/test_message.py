"""What the adviser reads of a message that Rasa parsed."""

from __future__ import annotations

from typing import Any

from actions.message import parts_of


def clause(text: str, message: str, *goals: str) -> dict[str, Any]:
    start = message.index(text)
    return {"text": text, "start": start, "end": start + len(text), "goals": list(goals)}


def test_a_clause_that_begins_with_the_joint_of_two_questions_is_not_lost() -> None:
    text = "garder mes clients et trouver un serveur"
    questions = [
        {"text": said, "intent": {"name": "state_goals"}, "entities": [], "start": start, "end": start + len(said)}
        for said in ("garder mes clients", "trouver un serveur")
        for start in [text.index(said)]
    ]
    clauses = [
        clause("garder mes clients", text, "keep_customers"), clause("et trouver un serveur", text, "recruit")
    ]  # fmt: skip
    parts = list(parts_of({"text": text, "questions": questions, "clauses": clauses}))
    assert [[c.goals for c in part.heard.clauses] for part in parts] == [[("keep_customers",)], [("recruit",)]]


def test_a_number_keeps_every_digit_that_was_typed() -> None:
    entity = {"entity": "number", "value": 1234567.0, "start": 4, "end": 11, "text": "1234567"}
    message = {"text": "sur 1234567", "intent": {"name": "convert"}, "entities": [entity]}
    (part,) = parts_of(message)
    assert [mention.value for mention in part.mentions] == ["1234567"]
