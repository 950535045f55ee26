"""Words of order and of bounds: first, last, second, top three, above, below, most, nobody; see order.yml."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from advisor.patterns import any_of, read_lists
from advisor.text import fold

Sense = Literal["above", "below", "majority", "minority", "all", "none"]
_SENSES: tuple[Sense, ...] = ("below", "above", "majority", "minority", "all", "none")
_MOST_PLACES = 20


@dataclass(frozen=True)
class Order:
    """A place in a ranking. `count` is for « the N first » (None: the one); `position` counts from 1."""

    end: Literal["top", "bottom"] = "top"
    position: int = 1
    count: int | None = None
    whole: bool = False


@functools.lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    """Return the compiled word lists of order.yml; the ordinals are called « ordinal_2 » and so on."""
    lists = read_lists(Path(__file__).with_name("order.yml"))
    lists |= {f"ordinal_{position}": words for position, words in lists.pop("ordinals").items()}
    return {name: any_of(words) for name, words in lists.items()}


def speaks_of(name: str, text: str) -> bool:
    """Tell whether `text` has a word of the list called `name`."""
    return bool(_patterns()[name].search(fold(text)))


def find_order(text: str, numbers: tuple[float, ...]) -> Order | None:
    """Return the place in a ranking that `text` speaks of, None when it speaks of none.

    `numbers` are the plain numbers found in the text: « les 3 premiers », « top 3 ».
    """
    end: Literal["top", "bottom"] = "bottom" if speaks_of("bottom", text) else "top"
    if speaks_of("before_last", text):
        return Order("bottom", 2)
    for position in range(2, 7):
        if speaks_of(f"ordinal_{position}", text):
            return Order(end, position)
    if speaks_of("whole", text):
        return Order(whole=True)
    names_an_end = end == "bottom" or speaks_of("top", text)
    counts = [int(n) for n in numbers if n == int(n) and 2 <= n <= _MOST_PLACES]
    if counts and names_an_end:
        return Order(end, 1, counts[0])
    if speaks_of("podium", text) or (speaks_of("several", text) and not speaks_of("one", text)):
        return Order(end, 1, 3)
    if end == "bottom":
        return Order("bottom")
    if speaks_of("list", text):
        return Order(whole=True)
    return Order("top") if names_an_end else None


def find_bound(text: str) -> Sense | None:
    """Return the bound or vague quantity that `text` speaks of, None when there is none."""
    return next((sense for sense in _SENSES if speaks_of(sense, text)), None)


def names_both_ends(text: str) -> bool:
    """Tell whether `text` sets the first against the last: « entre le premier et le dernier »."""
    return speaks_of("top", text) and speaks_of("bottom", text)
