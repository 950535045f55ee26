"""Reading surveys/: YAML in, checked objects out, with errors that name the file, the line and the field."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from advisor.survey.base import FactBase
from advisor.survey.schema import Strict, Survey, Topic

TOPICS_FILE = "topics.yml"
_M = TypeVar("_M", bound=BaseModel)


class SurveyError(Exception):
    """A survey file that can't be used. Its text is one line for each mistake: « file:line: field: what is wrong »."""


class _Topics(Strict):
    topics: dict[str, Topic]
    ignored: tuple[str, ...] = ()


def load_facts(folder: Path) -> FactBase:
    """Return the base of facts of `folder`: every survey in it, and the topics that none measures.

    Raises SurveyError when a file is missing or breaks the schema.
    """
    files = sorted(path for path in folder.glob("*.yml") if path.name != TOPICS_FILE)
    if not files:
        raise SurveyError(f"{folder}: there is no survey (*.yml) in this folder")
    surveys: list[Survey] = []
    for path in files:
        data = _read(path)
        survey = _parse(Survey, data, path)
        _refuse(path, data, survey.broken_references())
        surveys.append(survey)
    topics_path = folder / TOPICS_FILE
    data = _read(topics_path)
    parsed = _parse(_Topics, data, topics_path)
    facts = FactBase(surveys, parsed.topics, parsed.ignored)
    _refuse(topics_path, data, facts.broken_topics())
    return facts


def _read(path: Path) -> Any:
    try:
        return YAML(typ="rt").load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SurveyError(f"{path}: the file is missing") from None
    except UnicodeDecodeError:
        raise SurveyError(f"{path}: the file is not UTF-8 text") from None
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SurveyError(f"{path}:{line}: not valid YAML: {error.problem or error.context}") from None


def _parse(model: type[_M], data: Any, path: Path) -> _M:
    try:
        return model.parse_obj(data)
    except ValidationError as error:
        _refuse(path, data, ((detail["loc"], detail["msg"]) for detail in error.errors()))
        raise


def _refuse(path: Path, data: Any, mistakes: Iterable[tuple[tuple[str | int, ...], str]]) -> None:
    lines = [
        f"{path}:{_line(data, where)}: {'.'.join(str(part) for part in where if part != '__root__')}: {what}"
        for where, what in mistakes
    ]
    if lines:
        raise SurveyError("\n".join(lines))


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
