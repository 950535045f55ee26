"""Content in YAML: read, checked against a schema, with errors that name the file, the line and the field."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

_M = TypeVar("_M", bound=BaseModel)


class ContentError(Exception):
    """A content file that can't be used. Its text is one line for each mistake: « file:line: field: what is wrong »."""


def read(path: Path) -> Any:
    """Return what the file holds, with the lines of its keys; raises ContentError when it is no YAML."""
    try:
        return YAML(typ="rt").load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ContentError(f"{path}: the file is missing") from None
    except UnicodeDecodeError:
        raise ContentError(f"{path}: the file is not UTF-8 text") from None
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ContentError(f"{path}:{line}: not valid YAML: {error.problem or error.context}") from None


def parse(model: type[_M], data: Any, path: Path) -> _M:
    """Return `data` as a `model`; raises ContentError where it breaks the schema."""
    try:
        return model.parse_obj(data)
    except ValidationError as error:
        refuse(path, data, ((detail["loc"], detail["msg"]) for detail in error.errors()))
        raise


def refuse(path: Path, data: Any, mistakes: Iterable[tuple[tuple[str | int, ...], str]]) -> None:
    """Raise ContentError when there are mistakes; each is the path of a field, and what is wrong there."""
    lines = [
        f"{path}:{_line(data, where)}: {'.'.join(str(part) for part in where if part != '__root__')}: {what}"
        for where, what in mistakes
    ]
    if lines:
        raise ContentError("\n".join(lines))


def _line(data: Any, where: tuple[str | int, ...]) -> int:
    """Return the line, from 1, of the deepest part of the path `where` that stands in the file."""
    line = 1
    for part in where:
        try:
            position = data.lc.item(part) if isinstance(part, int) else data.lc.key(part)
            line, data = position[0] + 1, data[part]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return line
