"""What the components share: the finder of what messages name, and the fingerprint of all that they read."""

from __future__ import annotations

import functools
import hashlib

from advisor.question.mentions import MentionFinder
from advisor.survey import shipped_facts
from advisor.survey.shipped import ROOT


@functools.lru_cache(maxsize=1)
def mention_finder() -> MentionFinder:
    """Return the finder of what messages name, made from the base of facts."""
    return MentionFinder(shipped_facts())


@functools.lru_cache(maxsize=1)
def fingerprint_of() -> str:
    """Return a hash of all that the components read besides their inputs: surveys/, advisor/, components/, networks/.

    Rasa's training cache knows a component's class and its inputs only.
    """
    digest = hashlib.sha256()
    for folder, pattern in (("surveys", "*.yml"), ("advisor", "**/*.py"), ("components", "*"), ("networks", "*")):
        for path in sorted((ROOT / folder).glob(pattern)):
            if path.is_file():
                digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
