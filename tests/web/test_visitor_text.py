"""What is done to a visitor's text before Rasa has it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from channels.visitor_text import as_typed, clean

# Whatever a later step may take for « nothing »: white space, zero-width signs, a lone accent.
IN_FRONT = ["", " ", "\n", "\t", "\u00a0", "\u200b", "\ufeff", "\u202e", "\u0301", "\ufe0f", "\x00"]


@pytest.mark.parametrize(
    "typed",
    [
        "et l’e-mailing ?",
        "« 95 % des PME »\u00a0: c’est vrai\u202f?",
        "9/10, soit 90 % / un an",
        "deux\nlignes",
        "👩‍💼 famille",
        "עברית",
    ],
)
def test_ordinary_text_stays_as_typed(typed: str) -> None:
    """Nothing is taken from what people write."""
    assert clean(typed) == typed


def test_control_characters_go() -> None:
    """NUL and its like would end up in a database that refuses them."""
    assert clean("com\x00bien\x1b de\tPME\x7f\r\n?\ud800") == "combien de PME \n?"


@pytest.mark.parametrize("nothing", ["", "  \n\t", "\u200b\u200d", "\x00\x01", "\u00a0\u2028"])
def test_nothing_readable_is_empty(nothing: str) -> None:
    """Invisible is empty."""
    assert clean(nothing) == ""


@pytest.mark.parametrize("slash", ["/", "／"])
@pytest.mark.parametrize("front", IN_FRONT)
def test_no_text_is_a_command(front: str, slash: str) -> None:
    """Rasa's own parser of commands finds none, even after a compatibility normalisation."""
    domain = Domain.from_dict({"intents": ["greet"]})
    text = clean(f'{front}{slash}greet{{"name": "x"}}')
    for normalised in (text, unicodedata.normalize("NFKC", text), text.lower()):
        message = YAMLStoryReader.unpack_regex_message(Message({TEXT: normalised}), domain)
        assert message.get(INTENT) is None


def test_the_check_above_can_fail() -> None:
    """The bare command is one: if Rasa changes its sign, this says so."""
    domain = Domain.from_dict({"intents": ["greet"]})
    message = YAMLStoryReader.unpack_regex_message(Message({TEXT: "/greet"}), domain)
    assert message.get(INTENT)["name"] == "greet"


def test_a_slash_is_shown_as_typed() -> None:
    """The page shows the sign that the visitor typed."""
    assert as_typed(clean("/aide")) == "/aide"
    assert as_typed("9/10") == "9/10"


@given(st.text())
def test_clean_text_is_fit_for_rasa(typed: str) -> None:
    """For any text: no command, no control character, nothing left to trim, and stable."""
    text = clean(typed)
    assert not unicodedata.normalize("NFKC", text).startswith("/")
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in text if c != "\n")
    assert text == text.strip()
    assert clean(text) == text
    text.encode("utf-8")
