"""Lists of words in YAML, compiled: regular expressions over folded text, each standing for whole words."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML


def read_lists(path: Path) -> dict[str, Any]:
    """Return the lists of a YAML file."""
    lists: dict[str, Any] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return lists


@functools.lru_cache(maxsize=8)
def compiled_lists(path: Path) -> dict[str, re.Pattern[str]]:
    """Return each list of a YAML file as one expression."""
    return {name: any_of(words) for name, words in read_lists(path).items()}


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Return the expression that finds any of `words`."""
    return re.compile("|".join(_whole_words(word) for word in words))


def _whole_words(word: str) -> str:
    # What looks ahead says itself what may follow.
    return rf"(?<!\w)(?:{word})" if "(?=" in word else rf"(?<!\w)(?:{word})(?!\w)"
