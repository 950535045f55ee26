"""Holding conversations that make no sense, and looking at each answer."""

from __future__ import annotations

import itertools
import json
import re
import time
import uuid
from collections.abc import Sequence
from typing import Any

import requests
from jsonschema import Draft202012Validator

from advisor.wording.phrases import say
from channels import phrases
from channels.visitor_text import clean
from tests.api.messages import messages
from tests.api.outside import document
from tests.api.trial import TOKEN, WEBHOOK, Trial

TURNS = 10
# Whatever happens, a message is answered within so many seconds.
PATIENCE = 10.0
_NOT_ANSWERS = (phrases.NO_ANSWER, phrases.EMPTY, phrases.TOO_LONG, say("talk.repaired").text)
_FRENCH = re.compile(
    r"\b(?:le|la|les|l’|de|des|du|d’|un|une|et|à|est|vous|je|que|qu’|pas|en|pour|dans|sur|avec)(?:\b|(?<=’))", re.I
)
# What is in no text of ours, whatever was typed.
_NOISE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def fuzz(trial: Trial, number: int, random: int | None = None) -> list[str]:
    """Say so many messages, TURNS in a conversation, by turns on the web and as a program; return what was wrong.

    random: the seed; without it the messages are the same each time.
    """
    checker = Draft202012Validator({"$ref": "#/components/schemas/Messages", "components": document()["components"]})
    doors = itertools.cycle((_Web(trial), _Program(trial)))
    texts = messages(number, random)
    chunks = [texts[start : start + TURNS] for start in range(0, len(texts), TURNS)]
    return [problem for chunk in chunks for problem in _held(trial, next(doors), chunk, checker)]


class _Web:
    """A visitor of the page."""

    def __init__(self, trial: Trial) -> None:
        self._trial = trial
        self._sender = ""

    def begin(self) -> None:
        self._sender = self._trial.begin()

    def say(self, text: str) -> tuple[list[dict[str, Any]], bool]:
        answer = _post(self._trial.base + "/chat/messages", {"sender": self._sender, "message": text}).json()
        return answer["messages"], answer["answered"]

    def past(self) -> list[dict[str, Any]]:
        return self._trial.history(self._sender)


class _Program:
    """A program, which has no way to read a conversation back."""

    def __init__(self, trial: Trial) -> None:
        self._url = trial.base + WEBHOOK
        self._sender = ""

    def begin(self) -> None:
        self._sender = uuid.uuid4().hex

    def say(self, text: str) -> tuple[list[dict[str, Any]], bool]:
        return _post(self._url, {"sender": self._sender, "message": text}).json(), True

    def past(self) -> None:
        return None


def _post(url: str, body: dict[str, Any]) -> requests.Response:
    # Half of a surrogate pair can only be an escape; so many emoji would be too large as escapes.
    content = json.dumps(body, ensure_ascii=len(body["message"]) < 500).encode(errors="backslashreplace")
    answer = requests.post(url, data=content, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=60)
    assert answer.status_code == 200, (answer.status_code, answer.text)
    return answer


def _held(trial: Trial, door: _Web | _Program, texts: Sequence[str], checker: Draft202012Validator) -> list[str]:
    problems: list[str] = []
    expected: list[dict[str, Any]] = []
    door.begin()
    for number, text in enumerate(texts):
        marks, begun = trial.marks(), time.monotonic()
        try:
            answers, answered = door.say(text)
            wrong = list(_wrong(answers, answered, checker))
            expected += [
                {"from": "visitor", "text": _as_shown(text)},
                *({"from": "assistant", **a} for a in answers),
            ]
        except (AssertionError, ValueError, LookupError, requests.RequestException) as error:
            wrong = [f"{type(error).__name__}: {error}"]
        if time.monotonic() - begun > PATIENCE:
            wrong.append(f"the answer took {time.monotonic() - begun:.1f} s")
        wrong += trial.harm_since(marks)
        problems += [f"{what}\n  after {texts[:number]!a}\n  at {text!a}" for what in wrong]
    past = door.past()
    if past is not None and not problems:
        shown = [{key: value for key, value in one.items() if key != "id"} for one in past]
        if shown != expected:
            problems.append(f"the history differs: {shown!a}\n  from {expected!a}")
    return problems


def _as_shown(text: str) -> str:
    """Return what a visitor sees of a message: plain text as it was typed, and a slash as one, whatever Rasa got."""
    cleaned = text.strip() if text.isascii() and text.isprintable() else clean(text)
    return re.sub(r"^\N{DIVISION SLASH}", "/", cleaned)


def _wrong(answers: list[dict[str, Any]], answered: bool, checker: Draft202012Validator) -> list[str]:
    found = [f"{error.json_path}: {error.message}" for error in checker.iter_errors(answers)]
    said = "\n".join(answer.get("text", "") for answer in answers)
    if not answered or any(sentence in said for sentence in _NOT_ANSWERS):
        found.append(f"no answer: {said!a}")
    if not _FRENCH.search(said):
        found.append(f"no French: {said!a}")
    if _NOISE.search(said):
        found.append(f"noise: {said!a}")
    return found
