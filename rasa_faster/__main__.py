"""Rasa's command line, with lazy imports: `python -m rasa_faster run …` is `python -m rasa run …`."""

from __future__ import annotations

from rasa_faster import is_on
from rasa_faster.imports import import_lazily

if is_on("imports"):
    import_lazily()

from rasa.__main__ import main

if __name__ == "__main__":
    main()
