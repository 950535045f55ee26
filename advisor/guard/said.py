"""What a visitor has typed, so that nobody is quoted with a number of ours."""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from advisor.guard.locating import canonical
from advisor.wording.numerals import numbers_in_folded
from advisor.wording.template import Rendered
from advisor.wording.typography import number

# « 350 », « 60% », « 3 personnes »: what is quoted is the number.
_UNIT = re.compile(r"(?:%| personnes?)$")


@dataclass(frozen=True)
class Said:
    """What a visitor has typed, as the assistant read it.

    numbers: the values of their numbers and shares, those that the conversation has kept included; words: their words,
    whose numbers may be quoted in guillemets.
    """

    numbers: frozenset[float] = field(default=frozenset())
    words: tuple[str, ...] = ()

    def holds(self, written: str) -> bool:
        """Tell whether the numbers of what is quoted, canonical, are the visitor's."""
        if "«" in written:
            # Few words hold numbers, and those of the message are read for them alone.
            found = numbers_in_folded(written)
            return not found or self._in_words.issuperset(found)
        return _UNIT.sub("", written) in self._written

    @functools.cached_property
    def _written(self) -> frozenset[str]:
        return frozenset(canonical(number(value)) for value in self.numbers)

    @functools.cached_property
    def _in_words(self) -> frozenset[str]:
        return frozenset(found for words in self.words for found in numbers_in_folded(canonical(words)))


def quoted_in(texts: Iterable[Rendered]) -> Said:
    """Return what a visitor has typed whom `texts` quote rightly: for texts that answer nobody, as tools make them."""
    written = [canonical(q.text).strip() for text in texts for q in text.quantities if q.kind == "quoted"]
    numbers: set[float] = set()
    for quote in written:
        with contextlib.suppress(ValueError):
            numbers.add(float(_UNIT.sub("", quote).replace(" ", "").replace(",", ".").replace("−", "-")))
    return Said(frozenset(numbers), tuple(written))
