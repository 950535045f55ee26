"""The base of facts as the components need it, and the fingerprint by which Rasa knows that it has changed."""

from __future__ import annotations

import functools
import hashlib
import os
from pathlib import Path

from advisor.question.mentions import MentionFinder
from advisor.survey import FactBase, load_facts

_ROOT = Path(__file__).resolve().parent.parent


@functools.lru_cache(maxsize=1)
def facts() -> FactBase:
    """Return the base of facts of this checkout, or of the folder named by SURVEYS."""
    return load_facts(Path(os.environ.get("SURVEYS", _ROOT / "surveys")))


@functools.lru_cache(maxsize=1)
def mention_finder() -> MentionFinder:
    """Return the finder of what messages name, made from the base of facts."""
    return MentionFinder(facts())


@functools.lru_cache(maxsize=1)
def fingerprint_of() -> str:
    """Return a hash of all that the components read besides their inputs: surveys/, advisor/ and components/.

    Rasa's training cache knows a component's class and its inputs only.
    """
    digest = hashlib.sha256()
    for folder, pattern in (("surveys", "*.yml"), ("advisor", "**/*.py"), ("components", "*")):
        for path in sorted((_ROOT / folder).glob(pattern)):
            if path.is_file():
                digest.update(path.relative_to(_ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
