"""Check surveys/: `python -m advisor.survey [folder]` says what it read, or each mistake as « file:line: field: … »."""

from __future__ import annotations

import sys
from pathlib import Path

from advisor.checked_yaml import ContentError
from advisor.survey import load_facts

if __name__ == "__main__":
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "surveys")
    try:
        facts = load_facts(folder)
    except ContentError as error:
        sys.exit(str(error))
    for survey in facts.surveys:
        print(
            f"{survey.id}: {len(survey.figures)} figures in {len(survey.measures)} measures, {len(survey.items)} items"
        )
