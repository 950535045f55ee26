"""One JSON line for each thing that happens: what stands in it, and what never does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from scripts.console import readable

WORD = "zorglub7319"
# Another process: what is set up there is set up for good.
PROGRAM = f"""
import logging, sys, threading, warnings
other = logging.getLogger("another.library")
other.addHandler(logging.StreamHandler(sys.stdout))
quiet = logging.getLogger("proud.library")
from observability import logs
other.error("starting with a model")
logs.set_up()
other.error("starting with {{}} models".format(3))
logs.withhold()
quiet.propagate = False
import structlog
from sqlalchemy import create_engine, text
word = "{WORD}"
def fail():
    raise ValueError(word) from KeyError(word)
for logger in other, quiet, logging.getLogger():
    logger.error(f"could not read {{word}}")
    logger.error("could not read %s", word, extra={{"text": word}})
    logger.error("too few %s %s", word)
    try:
        fail()
    except ValueError as error:
        logger.exception(error)
try:
    with create_engine("sqlite://", hide_parameters=True).connect() as connection:
        connection.execute(text("SELECT :word FROM nowhere"), {{"word": word}})
except Exception:
    logging.getLogger("channels.turn").exception("No answer.", extra={{"ms": 12}})
structlog.get_logger("rasa.core.processor").warning("processor.message.parse", text=word)
structlog.get_logger("rasa.core.processor").warning(f"heard {{word}}", text=word)
warnings.warn(word)
thread = threading.Thread(target=fail)
thread.start()
thread.join()
fail()
"""


def run(program: str = PROGRAM, **settings: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, env={**os.environ, **settings})
    return (done.stdout + done.stderr).decode()


@pytest.fixture(scope="module")
def output() -> str:
    return run()


@pytest.fixture(scope="module")
def lines(output: str) -> list[dict[str, Any]]:
    # The first line was said before anything was set up.
    return [json.loads(line) for line in output.splitlines()[1:]]


def test_nothing_that_others_say_is_told_but_where(output: str, lines: list[dict[str, Any]]) -> None:
    assert WORD not in output
    told = [line["event"] for line in lines if line["logger"] == "another.library"][1:]
    assert len(told) == 3 and all(event.startswith("withheld (<string>:") for event in told)
    assert {line["logger"] for line in lines} >= {"another.library", "proud.library", "root", "py.warnings"}


def test_what_a_server_says_as_it_starts_is_told(lines: list[dict[str, Any]]) -> None:
    assert lines[0]["event"] == "starting with 3 models"


def test_what_our_code_says_is_told_with_its_fields(lines: list[dict[str, Any]]) -> None:
    (line,) = (line for line in lines if line["logger"] == "channels.turn")
    assert (line["event"], line["level"], line["ms"]) == ("No answer.", "error", 12)
    assert line["exception"][0]["type"] == "OperationalError" and "message" not in line["exception"][0]
    assert line["exception"][0]["where"][-1].startswith("sqlalchemy/engine/default.py:")


def test_an_exception_and_its_causes_are_told_by_class_and_place(lines: list[dict[str, Any]]) -> None:
    ends = [line["event"] for line in lines if line["level"] == "critical"]
    assert ends == ["A thread ended.", "The server ends."]
    assert [problem["type"] for problem in lines[-1]["exception"]] == ["ValueError"]
    assert lines[-1]["exception"][0]["where"][-1].endswith(" fail")


def test_rasas_events_keep_their_names(lines: list[dict[str, Any]]) -> None:
    first, second = (line for line in lines if line["logger"] == "rasa.core.processor")
    assert first["event"] == "processor.message.parse" and "text" not in first
    assert second["event"].startswith("withheld (")


def test_all_of_it_is_there_for_who_asks() -> None:
    output = run(LOG_MESSAGES="1")
    assert "what visitors write stands in this log" in output
    for said in (f"could not read {WORD}", f"heard {WORD}", f'"message": "{WORD}"', f'"text": "{WORD}"'):
        assert said in output


@pytest.mark.parametrize("wanted", ["", "0", "no"])
def test_only_1_is_a_yes(wanted: str) -> None:
    assert WORD not in run(LOG_MESSAGES=wanted)


def test_a_conversation_has_a_name_of_its_own_that_tells_nothing() -> None:
    """The same wherever the key is known, another one without it."""
    program = (
        "from observability.logs import pseudonym; print(pseudonym('jean'), pseudonym('jean'), pseudonym('jeanne'))"
    )
    first, same, other = run(program, LOG_KEY="secret").split()
    assert first == same != other and len(first) == 16
    assert run(program, LOG_KEY="secret").split()[0] == first
    assert len({first, *(run(program, LOG_KEY="").split()[0] for _ in range(2))}) == 3


def test_people_read_lines_without_braces() -> None:
    """What `make run` shows when a server ends."""
    problem = {"type": "ValueError", "message": "no model", "where": ["a.py:1 f"]}
    line = {"time": "2026-11-27T03:27:33.380231Z", "level": "error", "logger": "rasa", "event": "Could not load."}
    shown = readable(json.dumps({**line, "ms": 12, "exception": [problem]}))
    assert shown == "2026-11-27T03:27:33 error rasa: Could not load. ms=12\n  ValueError: no model"
    del problem["message"]
    assert readable(json.dumps({**line, "exception": [problem]})).endswith("Could not load.\n  ValueError: a.py:1 f")


@pytest.mark.parametrize("line", ["Traceback (most recent call last):", "{}", "[1]", "12", "null", '{"event": 1}', "{"])
def test_any_other_line_stays_as_it_is(line: str) -> None:
    assert readable(line) == line
