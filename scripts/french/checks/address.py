"""Vous throughout: nobody is addressed as « tu », except in what visitors say themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scripts.french.checks.remark import Remark
from scripts.french.model import Collection

_QUOTED = re.compile("«[^»]*»")
_TU = re.compile(r"\b(?:tu|te|toi|ton|ta|tes|(?:le|la|les) tien(?:ne)?s?)\b|\bt’", re.IGNORECASE)
# « dis-moi », « fais-le »: an imperative that is neither « vous » nor « nous » nor a question (« a-t-il »).
_IMPERATIVE = re.compile(
    r"(?<![-\w])(?!\w+(?:ez|ons)-|dites-|faites-|puis-|dois-|suis-)\w+-(?:moi|le|la|les|lui|leur|nous|en|y)\b",
    re.IGNORECASE,
)
# « du ton », « le ton »: the tone.
_NOUNS = re.compile(r"\b(?:le|du|un|au|de) ton\b", re.IGNORECASE)
_NOT_VERBS = frozenset({"au-delà", "là-dessus", "tête-à-tête"})


def check_address(collection: Collection) -> Iterator[Remark]:
    """Yield the texts that say « tu », outside of quotations and of buttons, which are the visitor's own words."""
    for text in collection:
        if text.kind == "suggestion":
            continue
        said = _NOUNS.sub(" ", _QUOTED.sub(" ", text.text))
        for match in (*_TU.finditer(said), *_IMPERATIVE.finditer(said)):
            if match[0].lower() not in _NOT_VERBS:
                yield Remark(f"says tu: « {match[0]} »", text.text, collection.origin(text))
