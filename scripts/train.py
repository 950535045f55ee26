"""Train the model when what it is made from has changed, and only then.

    python -m scripts.train [--force]

models/cap-reseaux.fingerprint, beside the model, says what the model was made from.
"""

from __future__ import annotations

import ast
import hashlib
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from scripts.console import LOGS, fail, main, step
from scripts.setup import RUN_LOCK
from scripts.validate import SOURCES, check_sources, yaml_files

MODEL = Path("models/cap-reseaux.tar.gz")
FINGERPRINT = MODEL.with_name("cap-reseaux.fingerprint")
TRAINER = "scripts.rasa_training"


def imported_names(path: Path) -> Iterator[str]:
    """The dotted names that a module of the project imports, relative ones made absolute."""
    try:
        tree = ast.parse(path.read_bytes())
    except SyntaxError as error:
        raise fail(f"{path}:{error.lineno}: {error.msg}") from None
    package = path.parent.parts
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join([*above, *filter(None, [node.module])])
            # `from advisor import survey` imports a module, `from advisor.text import fold` not:
            # a name that is no module finds no file and drops out.
            yield from (f"{base}.{alias.name}" for alias in node.names)


def with_imports(modules: Iterable[Path]) -> set[Path]:
    """These modules and every file of the project that they import, however indirectly."""
    found: set[Path] = set()
    waiting = list(modules)
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        for name in imported_names(path):
            parts = name.split(".")
            # Importing a.b.c runs a/__init__.py and a/b/__init__.py too.
            folders = [Path(*parts[:depth]) for depth in range(1, len(parts) + 1)]
            files = [file for f in folders for file in (f / "__init__.py", f.with_suffix(".py"))]
            waiting.extend(file for file in files if file.is_file())
    return found


def digest(paths: Iterable[Path]) -> str:
    """One hash over the names and the contents of files."""
    total = hashlib.sha256()
    for path in sorted(set(paths)):
        total.update(f"{path}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def code_digest() -> str:
    """What our components and their training do: the code, what it imports, the surveys and the packages."""
    code = with_imports([*Path("components").rglob("*.py"), Path(*TRAINER.split(".")).with_suffix(".py")])
    return digest([*code, *yaml_files("surveys"), RUN_LOCK])


def fingerprint() -> str:
    """What the model is made from: a change in it, and nothing else, asks for a training."""
    return f"{digest(yaml_files(*SOURCES))} {code_digest()}"


def is_trained() -> bool:
    """Whether the model on disk was made from what is on disk now."""
    if not (MODEL.exists() and FINGERPRINT.exists()):
        return False
    return FINGERPRINT.read_text() == fingerprint()


def train_if_needed(force: bool = False) -> None:
    """Leave a model that was made from what is on disk now."""
    if not force and is_trained():
        return
    check_sources()
    made_from = fingerprint()
    MODEL.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="training-", dir=MODEL.parent) as folder:
        made = Path(folder) / MODEL.name
        step(
            "Training the model",
            [sys.executable, "-m", TRAINER, made],
            LOGS / "train.log",
            "The model could not be trained.",
        )
        # In this order an interruption can leave a model without a fingerprint, never one
        # with the fingerprint of another.
        FINGERPRINT.unlink(missing_ok=True)
        made.replace(MODEL)
    FINGERPRINT.write_text(made_from)


if __name__ == "__main__":
    main(lambda: train_if_needed(force="--force" in sys.argv[1:]))
