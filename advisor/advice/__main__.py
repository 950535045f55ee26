"""Check advice/: `python -m advisor.advice [folder]` says what it read, or each mistake as « file:line: field: … »."""

from __future__ import annotations

import sys
from pathlib import Path

from advisor.advice import load_advice
from advisor.checked_yaml import ContentError
from advisor.survey import shipped_facts

if __name__ == "__main__":
    try:
        advice = load_advice(Path(sys.argv[1] if len(sys.argv) > 1 else "advice"), shipped_facts())
    except ContentError as error:
        sys.exit(str(error))
    print(f"{len(advice.actions)} actions for {len(advice.goals)} goals, {len(advice.questions)} owners' questions")
