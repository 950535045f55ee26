"""Which conversations to hold, by tags: « a b » are those with either tag, « a+b » with both, « -a » without it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

_WORDS_WITHOUT = "-"
_WORDS_WITH_BOTH = "+"


@dataclass(frozen=True)
class Selection:
    """What is asked for: any of these sets of tags, and none of those."""

    any_of: tuple[frozenset[str], ...] = ()
    none_of: frozenset[str] = frozenset()

    @classmethod
    def read(cls, words: str, known: Iterable[str]) -> Selection:
        """Read what a designer typed; raises ValueError for a tag that no conversation has."""
        known = set(known)
        wanted = [word for word in words.split() if not word.startswith(_WORDS_WITHOUT)]
        unwanted = [word.removeprefix(_WORDS_WITHOUT) for word in words.split() if word.startswith(_WORDS_WITHOUT)]
        any_of = tuple(frozenset(word.split(_WORDS_WITH_BOTH)) for word in wanted)
        for tag in sorted(frozenset(unwanted).union(*any_of) - known):
            like = get_close_matches(tag, known) or sorted(known)
            raise ValueError(f"No conversation has the tag « {tag} »; there is {', '.join(like)}.")
        return cls(any_of, frozenset(unwanted))

    def takes(self, tags: Iterable[str]) -> bool:
        """Tell whether a conversation with these tags is asked for."""
        tags = set(tags)
        wanted = not self.any_of or any(together <= tags for together in self.any_of)
        return wanted and not self.none_of & tags
