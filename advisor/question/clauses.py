"""The clauses of a message: the pieces in which people tell several things at once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from advisor.text import fold_in_place

_JOINT = re.compile(
    r"\s*(?:[,;:.!?\n…]+(?!\d)|\s[-–—+&]\s|(?:^|\s)\d{1,2}\s?[).]\s)\s*(?:(?:et|puis|mais|aussi|donc|alors|car)\s+)*"
    r"|\s+(?:et|puis|mais|ainsi que|plutot que|ou bien|ou|tout en|sans(?=\s+(?:perdre|oublier|negliger)\s))\s+"
    r"(?:(?:aussi|surtout|puis|plutot|non|pas)(?=\s+\w+\s)\s+)?"
)
# « remplace les clients par la notoriété » says two things.
_REPLACED = re.compile(r"\s+par\s+")


def clauses(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each clause of `text`; a joint (« mais ») is left to the clause that it opens."""
    folded = fold_in_place(text)
    cuts = [(match.start(), _opening(match)) for match in _JOINT.finditer(folded)]
    if "remplac" in folded and (replaced := _REPLACED.search(folded)):
        cuts.append((replaced.start(), replaced.start()))
    start = 0
    for end, following in [*sorted(cuts), (len(text), len(text))]:
        if re.search(r"\w", text[start:end]):
            yield start, end
            start = following
    return


def _opening(match: re.Match[str]) -> int:
    """Return where the clause after a joint begins: before its word (« mais »), after its punctuation."""
    word = re.search(r"[a-z]", match.group())
    return match.start() + word.start() if word else match.end()
