"""French typography: no-break spaces, real apostrophes, numbers as the French write them."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

NARROW = "\u202f"
NO_BREAK = "\u00a0"


def typeset(text: str) -> str:
    """Return `text` as a French printer sets it; editors type plain spaces and apostrophes.

    U+202F before ; ! ? % and between thousands, U+00A0 before : and inside « », ’ for the apostrophe.
    """
    text = text.replace("'", "’")
    text = re.sub(r"[ \u00a0\u202f]+([;!?%])", NARROW + r"\1", text)
    text = re.sub(r"[ \u00a0\u202f]+:(?!\w)", NO_BREAK + ":", text)
    text = re.sub(r"«[ \u00a0\u202f]*", "«" + NO_BREAK, text)
    return re.sub(r"[ \u00a0\u202f]*»", NO_BREAK + "»", text)


def number(value: float) -> str:
    """Return `value` in French: « 1 234,5 » with a narrow no-break space and a comma, at most one decimal."""
    rounded = round(value, 1)
    whole = f"{abs(int(rounded)):,}".replace(",", NARROW)
    sign = "−" if rounded < 0 else ""
    tenth = round(abs(rounded) % 1 * 10)
    return f"{sign}{whole},{tenth}" if tenth else f"{sign}{whole}"


def percent(value: float) -> str:
    """Return a percentage: « 73 % »."""
    return f"{number(value)}{NARROW}%"


def counted(value: float, singular: str, plural: str) -> str:
    """Return a number and its unit, kept together, in the plural from 2 on as in French: « 1 point », « 2 points »."""
    return f"{number(value)}{NO_BREAK}{singular if abs(value) < 2 else plural}"


def whole(value: float | Decimal) -> str:
    """Return `value` rounded to a whole number, halves up as people round: 36,5 gives « 37 »."""
    return number(int(Decimal(str(value)).quantize(Decimal(1), ROUND_HALF_UP)))
