"""Reading surveys/: YAML in, checked objects out, with errors that name the file, the line and the field."""

from __future__ import annotations

from pathlib import Path

from advisor.checked_yaml import ContentError, parse, read, refuse
from advisor.survey.base import FactBase
from advisor.survey.schema import Strict, Survey, Topic

TOPICS_FILE = "topics.yml"


class _Topics(Strict):
    topics: dict[str, Topic]
    ignored: tuple[str, ...] = ()


def load_facts(folder: Path) -> FactBase:
    """Return the base of facts of `folder`: every survey in it, and the topics that none measures.

    Raises ContentError when a file is missing or breaks the schema.
    """
    files = sorted(path for path in folder.glob("*.yml") if path.name != TOPICS_FILE)
    if not files:
        raise ContentError(f"{folder}: there is no survey (*.yml) in this folder")
    surveys: list[Survey] = []
    for path in files:
        data = read(path)
        survey = parse(Survey, data, path)
        refuse(path, data, survey.broken_references())
        surveys.append(survey)
    topics_path = folder / TOPICS_FILE
    data = read(topics_path)
    parsed = parse(_Topics, data, topics_path)
    facts = FactBase(surveys, parsed.topics, parsed.ignored)
    refuse(topics_path, data, facts.broken_topics())
    return facts
