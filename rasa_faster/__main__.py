"""Rasa's command line, started faster: `python -m rasa_faster run …` is `python -m rasa run …`."""

from __future__ import annotations

from rasa_faster import is_on
from rasa_faster.imports import import_lazily
from rasa_faster.memory import collect_seldom

try:
    collect_seldom()
    if is_on("imports"):
        import_lazily()
except ValueError as problem:
    raise SystemExit(str(problem)) from None

from rasa.__main__ import main

if __name__ == "__main__":
    main()
