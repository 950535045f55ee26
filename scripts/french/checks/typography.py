"""French typography: no-break spaces, apostrophes, dashes, numbers with their units, and lines that begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scripts.french.checks.remark import Remark
from scripts.french.model import Collection

# Addresses, file endings and names of settings keep their own signs.
_NOT_FRENCH = re.compile(r"https?://\S*|/plan/\w+|[\w.]+@[\w.]+|\(\.ics\)|\b[a-z]+\.com/[\w-]+(?:/[\w-]+)*")
_YEAR = r"(?:19|20)\d\d"
# What may begin a line after a number; any other word is what the number counts. Not so after « 9 PME sur 10 », where a
# verb follows, nor in a quotation, where visitors write as they like.
_NO_UNIT = (
    "à|au|aux|avec|car|contre|dans|de|des|dont|du|en|entre|et|mais|moins|ne|ou|par|plus|pour|projettent|que|qui|sans|selon|"
    "si|sur|surtout"
)
_APART = re.compile(rf"(?<![\d,\u202f])(?<!sur\u00a0)(?!{_YEAR}\b)\d[\d\u202f]*(?:,\d+)? (?!(?:{_NO_UNIT})\b)[^\W\d]")
_QUOTED = re.compile("«[^»]*»")
_RULES = (
    (r"['\"`´‘“”]", "a straight apostrophe or quotation mark"),
    (r"(?<!\u202f)[;!?%]", "no narrow no-break space (U+202F) before a sign"),
    (r"(?<!\u00a0):(?=[\s]|$)", "no no-break space (U+00A0) before a colon"),
    (r":(?![ \u00a0\n]|$)|[,;!?](?=[^\W\d_])", "no space after a sign"),
    (r"«(?!\u00a0)|(?<!\u00a0)»", "no no-break space (U+00A0) inside « »"),
    (r"\d[ .\u00a0]\d{3}(?!\d)", "thousands apart by something else than U+202F"),
    (rf"(?<![\d\u202f])(?!{_YEAR}(?!\d))\d{{4,}}", "thousands that nothing separates"),
    (r"\d\.\d", "a decimal point"),
    (r"[ \u00a0\u202f]{2}", "two spaces"),
    (r"^\s|\s$", "a space at an end"),
    (r"[ \u00a0\u202f][,.)\]…]|[(\[]\s|\s’|’\s", "a space that should not be there"),
    (r"\.\.|\?\?|!!", "a sign twice"),
    (r" -+ |--", "a hyphen for a dash"),
    (r"«\s*»|\(\s*\)", "« » or ( ) around nothing"),
    (r"\([^)]*\(", "( ) inside ( )"),
    (r"\u00a0:[^.;!?»]*\u00a0:", "two colons in a sentence"),
)
_COMPILED = tuple((re.compile(pattern), what) for pattern, what in _RULES)
_CLOSES = re.compile(r"(?:[.!?…:)]|\u00a0»|/plan/\w+)$")


def without_addresses(line: str) -> str:
    """Return a line whose addresses and the like are replaced by a word."""
    return _NOT_FRENCH.sub("là", line)


def check_typography(collection: Collection) -> Iterator[Remark]:
    """Yield each breach of each line, and the lines of messages that do not begin and end as sentences do."""
    for line, text in collection.lines().items():
        for what in breaches(line):
            yield Remark(what, line, collection.origin(text))
    for text in collection.of("message"):
        for line in text.text.split("\n"):
            if not line.startswith("- ") and not _begins_and_ends(line):
                yield Remark("a line without its capital or its full stop", line, collection.origin(text))


def breaches(line: str) -> Iterator[str]:
    """Yield what is wrong with the typography of a line."""
    french = without_addresses(line)
    for pattern, what in _COMPILED:
        if match := pattern.search(french):
            yield f"{what}: « {_around(match)} »"
    if match := _APART.search(_QUOTED.sub("«»", french)):
        yield f"a number apart from what it counts: « {_around(match)} »"
    if line.count("«") != line.count("»") or line.count("(") != line.count(")"):
        yield "« » or ( ) without its other half"


def _around(match: re.Match[str]) -> str:
    return match.string[max(0, match.start() - 12) : match.end() + 8]


def _begins_and_ends(line: str) -> bool:
    return bool(re.match(r"[\w«(]", line) and not line[0].islower() and _CLOSES.search(line))
