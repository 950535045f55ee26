"""Where the time of a turn goes: a flame graph of Rasa's process while one program asks it, drawn by py-spy.

    python -m bench.flame [FILE.svg]

As root, or wherever the system lets one process look into another. Only who holds Python's lock is drawn: threads that
wait are not, and neither are the products of matrices, which let go of it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from bench.loading import put_load
from scripts.console import fail, main
from scripts.run import LOCAL, apart, assistant, free_port
from scripts.train import MODEL

PY_SPY = Path(".venv-tools/bin/py-spy")
# Seconds; looks a second.
WARM_UP, LASTS, RATE = 15, 40, 100


def run() -> None:
    """Write the picture."""
    picture = Path(sys.argv[1] if sys.argv[1:] else "var/results/flame.svg")
    with tempfile.TemporaryDirectory() as folder:
        settings = apart(Path(folder) / "conversations.db")
        with assistant(LOCAL, free_port(), MODEL, " for the flame graph", settings) as (server, *_):
            put_load(server.base, "Program", 1, WARM_UP)
            command = [
                str(PY_SPY),
                "record",
                "--gil",
                "--nonblocking",
                "--pid",
                str(server.process.pid),
                "--rate",
                str(RATE),
            ]
            command += ["--duration", str(LASTS), "--function", "--output", str(picture)]
            with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as spy:
                put_load(server.base, "Program", 1, LASTS)
                _, problem = spy.communicate()
    if spy.returncode:
        raise fail(f"py-spy could not look into the server: {problem.strip().splitlines()[-1]}")
    print(f"Written to {picture}.")


if __name__ == "__main__":
    main(run)
