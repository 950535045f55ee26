"""Named patterns: what replies say, under names that a designer can read, in tests/conversations/patterns.yml.

    matches:
      no_figure:
        means: says that the survey has no figure for this
        any: [aucun chiffre, ne mesure pas]
    lacks:
      promise: …

A conversation writes `<no_figure>` where a regular expression may stand, alone or inside one. `any` is found when one
of its expressions is, `all` when each of them is. Under `matches` stand patterns that a reply should hold, under
`lacks` those that it should not; either may be used both ways. `--record` proposes those that are `proposed: true`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.conversations.yaml_files import check_keys, read_yaml

# A designer types a plain space and a straight apostrophe where a reply has those of French typography. One character
# for one, so that places stay what they are. (The space before « % » may be missing.)
_PLAIN = str.maketrans({"\u00a0": " ", "\u202f": " ", "’": "'"})
# In an expression, « <name> » but not the name of a group, « (?P<name>…) ».
_REFERENCE = re.compile(r"(?<!\?P)<(\w[\w ]*)>")


@dataclass(frozen=True)
class Pattern:
    """Something that is looked for in a reply.

    written: as it stands in the conversation, so that a report shows what its author knows.
    regex: what is searched; means: the same in words, where that can be said.
    """

    written: str
    regex: str
    means: str = ""

    def found(self, text: str) -> re.Match[str] | None:
        """Return the first place where `text` holds it."""
        regex = self.regex.translate(_PLAIN).replace(" %", " ?%")
        return re.search(regex, text.translate(_PLAIN), re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Named:
    """An entry of the file; proposed: `--record` proposes it for a reply that holds it."""

    name: str
    means: str
    regexes: tuple[str, ...]
    proposed: bool = False

    @property
    def reference(self) -> str:
        """The name as conversations write it."""
        return f"<{self.name}>"


class Patterns:
    """The named patterns, and the expressions of conversations in which they may stand."""

    def __init__(self, named: Mapping[str, Named] | None = None) -> None:
        """Know these names."""
        self.named = dict(named or {})

    def read(self, written: str) -> list[Pattern]:
        """Return what `written` asks for: one pattern, or each of an `all`; raises ValueError for an unknown name."""
        alone = _REFERENCE.fullmatch(written)
        if alone:
            named = self._known(alone[1])
            if len(named.regexes) == 1:
                return [Pattern(written, named.regexes[0], named.means)]
            return [Pattern(f"{written} {regex}", regex, named.means) for regex in named.regexes]
        return [Pattern(written, checked(_REFERENCE.sub(self._inside, written)), in_words(written))]

    def _inside(self, reference: re.Match[str]) -> str:
        regexes = self._known(reference[1]).regexes
        if len(regexes) > 1:
            raise ValueError(f"<{reference[1]}> asks for several things: it stands alone, not inside an expression")
        return f"(?:{regexes[0]})"

    def _known(self, name: str) -> Named:
        if name not in self.named:
            raise ValueError(f"unknown pattern: <{name}> (patterns.yml has {', '.join(sorted(self.named)) or 'none'})")
        return self.named[name]


def read_patterns(path: Path) -> Patterns:
    """Read the file; an entry may refer to those above it. Raises ValueError for what is wrong in it."""
    patterns = Patterns()
    sections = read_yaml(path) if path.exists() else {}
    check_keys(sections, {"matches", "lacks"}, str(path))
    for entries in sections.values():
        for name, entry in entries.items():
            try:
                if name in patterns.named:
                    raise ValueError("the name is taken")
                patterns.named[name] = _named(name, entry, patterns)
            except ValueError as wrong:
                raise ValueError(f"{path}: {name}: {wrong}") from None
    return patterns


def _named(name: str, entry: dict[str, Any], above: Patterns) -> Named:
    check_keys(entry, {"means", "any", "all", "proposed"}, "an entry")
    if not entry.get("means"):
        raise ValueError("`means` is missing: what it is in words")
    if ("any" in entry) == ("all" in entry):
        raise ValueError("write either `any` or `all`")
    parts = ["|".join(entry["any"])] if "any" in entry else entry["all"]
    regexes = tuple(pattern.regex for part in parts for pattern in above.read(part))
    return Named(name, entry["means"], regexes, bool(entry.get("proposed")))


def in_words(regex: str) -> str:
    """Return what a simple expression looks for, as « bouche à oreille »; nothing where that takes more to say."""
    plain = re.sub(r"\\b", "", re.sub(r"\.\??", " ", regex))
    return "" if re.search(r"[\\^$*+?{}()\[\]<>]", plain) else " or ".join(f"« {one} »" for one in plain.split("|"))


def checked(regex: str) -> str:
    """Return `regex`; raises ValueError when it is none."""
    try:
        re.compile(regex)
    except re.error as wrong:
        raise ValueError(f"not a regular expression: {regex} ({wrong})") from None
    return regex
