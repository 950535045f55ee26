"""The text of a visitor, made safe to hand to Rasa and otherwise left as it was typed."""

from __future__ import annotations

import unicodedata

MAX_CHARACTERS = 1000

# Rasa reads a text that starts with « / » as an intent (« /greet{"slot": …} ») and skips NLU:
# `YAMLStoryReader.unpack_regex_message`, at the end of every pipeline. This sign looks the same,
# means the same to a reader, and is kept by every form of Unicode normalisation.
_SLASH = "/"
_HARMLESS_SLASH = "\N{DIVISION SLASH}"


def clean(text: str) -> str:
    """Make the text fit for Rasa.

    It loses control characters and what is invisible at its ends, and it is no command. An empty
    result means that nothing readable was typed.
    """
    readable = "".join(_readable(character) for character in text)
    return _disarm(_trim(readable))


def as_typed(text: str) -> str:
    """Give the text that the visitor typed, from the one that `clean` gave to Rasa."""
    if text.startswith(_HARMLESS_SLASH):
        return _SLASH + text[1:]
    return text


def _readable(character: str) -> str:
    """Keep the character; a tab and its like become a space, other control characters nothing."""
    category = unicodedata.category(character)
    if category == "Cc" and character != "\n":
        return " " if character.isspace() else ""
    # Half of a surrogate pair can't be written to any store.
    return "" if category == "Cs" else character


def _trim(text: str) -> str:
    """Drop white space and invisible characters at both ends.

    Later steps may drop them too, and a slash behind one would then come first after all.
    """
    start, end = 0, len(text)
    while start < end and (_is_blank(text[start]) or _is_mark(text[start])):
        start += 1
    while start < end and _is_blank(text[end - 1]):
        end -= 1
    return text[start:end]


def _is_blank(character: str) -> bool:
    # Cf: zero-width signs, direction marks. Inside the text they stay, emoji are joined by them.
    return character.isspace() or unicodedata.category(character) == "Cf"


def _is_mark(character: str) -> bool:
    """Whether it is an accent or the like, which has nothing to sit on at the start of a text."""
    return unicodedata.category(character).startswith("M")


def _disarm(text: str) -> str:
    # A full-width slash is one as well: compatibility normalisation (NFKC) makes it one.
    if text and unicodedata.normalize("NFKC", text[0]) == _SLASH:
        return _HARMLESS_SLASH + text[1:]
    return text
