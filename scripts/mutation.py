"""Change each figure of the survey in a copy of its file, and see that a conversation test fails: `make mutation`.

    python -m scripts.mutation [figure …]

The conversation tests write the study's figures out by hand. A figure that can be changed without any of them failing
is one that they do not watch; the score says how many they do. Rasa runs once, with the trained model as it is; only
the action server, which alone reads the figures, starts anew with each copy. The conversations that tell the figure
come first, known from one run with the survey as it is; the others follow, and the first that fails ends the matter.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

from advisor.survey import Figure, load_facts
from advisor.survey.loader import TOPICS_FILE
from scripts.console import fail, main
from scripts.conversations.holding import Held, hold
from scripts.conversations.reading import Conversation, read_folder
from scripts.conversations.talking import Visitor
from scripts.run import LOCAL, action_server, apart, endpoints_for, free_port, rasa_server, serving
from scripts.supervision import Server, wait_until_up
from scripts.train import MODEL

SURVEYS = Path("surveys")
# As many visitors at once as `make conversations` has.
_VISITORS = 4

Talk = Callable[[Conversation], Held]


@dataclass(frozen=True)
class Mutant:
    """A figure, and the value that it gets in place of its own."""

    figure: str
    before: float
    after: float

    def __str__(self) -> str:
        return f"{self.figure}: {self.before:g} -> {self.after:g}"


@dataclass(frozen=True)
class Outcome:
    """A mutant, and the conversation that noticed it; None where none did."""

    mutant: Mutant
    killer: str | None
    held: int


def changed(figure: Figure) -> float:
    """Return the nearest value to a figure's that the survey's schema allows: the hardest to notice."""
    most = figure.of if figure.of else 100 if figure.kind in {"exact", "more_than"} else None
    return figure.value - 1 if most is not None and figure.value + 1 > most else figure.value + 1


def mutants(folder: Path = SURVEYS, only: Sequence[str] = ()) -> list[Mutant]:
    """Return one mutant a figure of the survey that answers; raises ValueError for a name that is no figure's."""
    figures = {figure.id: figure for figure in load_facts(folder).survey.figures}
    if unknown := [name for name in only if name not in figures]:
        raise ValueError(f"There is no figure {', '.join(unknown)}.")
    return [Mutant(name, f.value, changed(f)) for name, f in figures.items() if not only or name in only]


def write(mutant: Mutant, folder: Path, copy: Path) -> None:
    """Copy the surveys of `folder` to `copy`, with one value changed; raises ContentError if that breaks the schema."""
    shutil.copytree(folder, copy)
    # The survey that answers is the first by name.
    path = min(path for path in copy.glob("*.yml") if path.name != TOPICS_FILE)
    figures = YAML(typ="rt").load(path)["figures"]
    (figure,) = (figure for figure in figures if figure["id"] == mutant.figure)
    number, column = figure.lc.value("value")
    lines = path.read_text(encoding="utf-8").split("\n")
    before, after = lines[number][:column], lines[number][column:].removeprefix(f"{mutant.before:g}")
    lines[number] = f"{before}{mutant.after:g}{after}"
    path.write_text("\n".join(lines), encoding="utf-8")
    load_facts(copy)


def visits(held: Iterable[Held]) -> dict[str, list[str]]:
    """Return the conversations that tell each figure, those of fewest turns first."""
    found: dict[str, list[str]] = {}
    for one in sorted(held, key=lambda one: len(one.turns)):
        for name in {name for turn in one.turns for name in turn.figures}:
            found.setdefault(name, []).append(one.id)
    return found


def in_order(conversations: Sequence[Conversation], first: Sequence[str]) -> list[Conversation]:
    """Return all conversations, those named in `first` in its order before the others."""
    rank = {name: place for place, name in enumerate(first)}
    return sorted(conversations, key=lambda conversation: rank.get(conversation.id, len(rank)))


def first_to_fail(conversations: Sequence[Conversation], talk: Talk) -> tuple[str | None, int]:
    """Return the first conversation that fails, None where none does, and how many were held."""
    count = 0
    with ThreadPoolExecutor(_VISITORS) as visitors:
        for start in range(0, len(conversations), _VISITORS):
            together = conversations[start : start + _VISITORS]
            for held in visitors.map(talk, together):
                count += 1
                if held.failed:
                    return held.id, count
    return None, count


@contextmanager
def rasa(action_port: int, folder: Path) -> Iterator[Server]:
    """Rasa with the trained model, which asks the action server on this port, for as long as the block lasts."""
    model = Path(os.environ.get("CAP_RESEAUX_MODEL") or MODEL)
    if not model.exists():
        raise fail(f"{model} is missing: `make train` makes it.")
    port = free_port()
    with endpoints_for(action_port) as endpoints:
        arguments, env = rasa_server(port, endpoints, model), apart(folder / "conversations.db")
        with serving("Rasa for mutation", arguments, f"http://{LOCAL}:{port}", **env) as server:
            yield server


@contextmanager
def answering(port: int, surveys: Path, folder: Path) -> Iterator[Server]:
    """The action server with the surveys of a folder, ready, for as long as the block lasts."""
    env = {"SURVEYS": str(surveys.resolve()), **apart(folder / "conversations.db")}
    with action_server(port, "Action server for mutation", **env) as server:
        wait_until_up(server)
        yield server


def baseline(conversations: Sequence[Conversation], talk: Talk) -> list[Held]:
    """Hold all conversations with the survey as it is; say which fail already, for they prove nothing."""
    with ThreadPoolExecutor(_VISITORS) as visitors:
        held = list(visitors.map(talk, conversations))
    failing = [one.id for one in held if one.failed]
    print(
        f"{len(held)} conversations hold with the survey as it is, {len(failing)} do not and are left out.", flush=True
    )
    for name in failing:
        print(f"  left out: {name}")
    return [one for one in held if not one.failed]


def score(outcomes: Sequence[Outcome]) -> str:
    """Return the score, and the names of the survivors."""
    survivors = [outcome.mutant.figure for outcome in outcomes if outcome.killer is None]
    killed = len(outcomes) - len(survivors)
    share = 100 * killed // len(outcomes) if outcomes else 0
    told = f"{killed} of {len(outcomes)} changed figures were noticed ({share} %)."
    return f"{told} Not noticed: {', '.join(survivors)}." if survivors else told


def run() -> int:
    """The command line: 0 when every figure that is changed is noticed."""
    try:
        chosen = mutants(only=sys.argv[1:])
    except ValueError as wrong:
        raise fail(str(wrong)) from None
    conversations = [one for one in read_folder() if not one.not_yet]
    action_port, begin = free_port(), time.monotonic()
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory(prefix="mutation-") as name:
        folder = Path(name)
        with rasa(action_port, folder) as server:

            def talk(conversation: Conversation) -> Held:
                return hold(conversation, Visitor(server.base).say)

            with answering(action_port, SURVEYS, folder):
                wait_until_up(server)
                held = baseline(conversations, talk)
            sound = {one.id for one in held}
            usable, telling = [one for one in conversations if one.id in sound], visits(held)
            for number, mutant in enumerate(chosen):
                copy = folder / f"surveys-{number}"
                write(mutant, SURVEYS, copy)
                with answering(action_port, copy, folder):
                    killer, count = first_to_fail(in_order(usable, telling.get(mutant.figure, [])), talk)
                outcomes.append(Outcome(mutant, killer, count))
                print(f"{mutant}: {f'noticed by {killer}' if killer else 'NOT NOTICED'} ({count} held)", flush=True)
    print(f"{score(outcomes)} {time.monotonic() - begin:.0f} s")
    return 0 if all(outcome.killer for outcome in outcomes) else 1


if __name__ == "__main__":
    main(run)
