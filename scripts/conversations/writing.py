"""Conversations written as YAML in the house's style: lists on one line where they fit, quotes only where needed."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

_WIDTH = 120


def yaml_of(cases: Iterable[Mapping[str, Any]], head: Mapping[str, Any] | None = None) -> str:
    """Return the text of a file: what stands in its head, then the test cases."""
    lines = [line for key, value in (head or {}).items() for line in _entry(key, value, 0)]
    lines.append("test_cases:")
    for case in cases:
        if lines[-1] != "test_cases:":
            lines.append("")
        lines.append(f"  - test_case: {scalar(case['test_case'])}")
        if case.get("tags"):
            lines += _entry("tags", case["tags"], 4)
        lines.append("    steps:")
        for step in case["steps"]:
            lines += _user(step["user"]) if "user" in step else _bot(step["bot"])
    return "\n".join(lines) + "\n"


def scalar(value: Any, *, in_list: bool = False) -> str:
    """Return a value as YAML, in the plainest form that is read back as itself."""
    if not isinstance(value, str):
        return {True: "true", False: "false"}[value] if isinstance(value, bool) else f"{value:g}"
    single = "'" + value.replace("'", "''") + "'"
    for form in (value, single) if value.isprintable() else ():
        if _reads_as(f"[{form}]" if in_list else form, [value] if in_list else value):
            return form
    return '"' + "".join(_escaped(character) for character in value) + '"'


def _user(said: str) -> Iterator[str]:
    line = f"      - user: {scalar(said)}"
    if len(line) > _WIDTH and said.isprintable() and said == " ".join(said.split()):
        yield "      - user: >-"
        yield from textwrap.wrap(said, _WIDTH, initial_indent=" " * 10, subsequent_indent=" " * 10, **_WHOLE_WORDS)
    else:
        yield line


_WHOLE_WORDS: dict[str, Any] = {"break_long_words": False, "break_on_hyphens": False}


def _bot(expected: Mapping[str, Any]) -> Iterator[str]:
    yield "      - bot:" if expected else "      - bot: {}"
    for key, value in expected.items():
        yield from _entry(key, value, 10)


def _entry(key: str, value: Any, indent: int) -> Iterator[str]:
    margin = " " * indent
    line = f"{margin}{key}: {_inline(value)}"
    if len(line) <= _WIDTH or not isinstance(value, list | Mapping):
        yield line
        return
    yield f"{margin}{key}:"
    if isinstance(value, Mapping):
        yield from (f"{margin}  {name}: {_inline(one)}" for name, one in value.items())
    else:
        yield from (f"{margin}  - {scalar(one)}" for one in value)


def _inline(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{name}: {_inline(one)}' for name, one in value.items())}}}"
    return f"[{', '.join(scalar(one, in_list=True) for one in value)}]" if isinstance(value, list) else scalar(value)


def _reads_as(form: str, value: Any) -> bool:
    # For both versions of YAML: « no » is a text in one and a value in the other.
    try:
        return bool(YAML(typ="safe").load(form) == value == yaml.safe_load(form))
    except (YAMLError, yaml.YAMLError):
        return False


def _escaped(character: str) -> str:
    named = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
    if character in named or character.isprintable():
        return named.get(character, character)
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
