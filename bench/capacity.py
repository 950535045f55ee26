"""What a server can do: an assistant of its own under the load of bench/locustfile.py, up to 32 visitors at once.

    make capacity        prints the table of docs/capacity.md (some 3 minutes)

Processor time and memory are those that the servers tell in their metrics (Rasa + action server), so that what else the
machine does counts in the times of answers alone.
"""

from __future__ import annotations

import csv
import os
import subprocess
import tempfile
import urllib.request
from pathlib import Path

from scripts.run import LOCAL, apart, assistant, free_port
from scripts.train import MODEL

LOCUST = Path(".venv-tools/bin/locust")
# How many visitors, and how long they think (seconds).
LOADS = ((1, 0), (8, 0), (32, 0), (32, 8))
# Seconds. A server loads much of what it needs with its first message.
WARM_UP, LASTS = 30, 30


def measured(port: int) -> tuple[float, float]:
    """Return the seconds of processor that a server has used, and its memory in MB."""
    with urllib.request.urlopen(f"http://{LOCAL}:{port}/metrics", timeout=10) as answer:
        lines = answer.read().decode().splitlines()
    samples = dict(line.rsplit(" ", 1) for line in lines if line.startswith("process_"))
    return float(samples["process_cpu_seconds_total"]), float(samples["process_resident_memory_bytes"]) / 1e6


def load(url: str, users: int, think: int, seconds: int, folder: Path) -> dict[str, str]:
    """Put the load on; return what Locust says of the messages."""
    options = ["--headless", "--host", url, "--users", str(users), "--spawn-rate", str(users)]
    options += ["--run-time", f"{seconds}s", "--csv", str(folder / "load"), "--loglevel", "ERROR"]
    command = [str(LOCUST), "-f", "bench/locustfile.py", *options]
    # Its status is 1 as soon as one message had no answer; the table says how many.
    done = subprocess.run(command, env={**os.environ, "THINK": str(think)}, capture_output=True, check=False)
    if done.returncode > 1:
        raise SystemExit(done.stderr.decode())
    with (folder / "load_stats.csv").open() as file:
        rows = {row["Name"]: row for row in csv.DictReader(file)}
    if "/chat/messages" not in rows:
        raise SystemExit(f"No message had an answer within {seconds} s; what the server says is in var/log.")
    return rows["/chat/messages"]


def main() -> None:
    """Measure, and print the table."""
    ports = free_port(), free_port()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = apart(folder / "load.db") | {"METRICS_PORT": str(ports[0]), "ACTION_METRICS_PORT": str(ports[1])}
        with assistant(LOCAL, free_port(), free_port(), MODEL, " under load", **settings) as (_, server):
            load(server.base, 1, 0, WARM_UP, folder)
            print(
                "| visitors | think | turns/s | failed | p50 | p95 | processor a turn | memory |\n" + "|---" * 8 + "|"
            )
            for users, think in LOADS:
                before = [measured(port) for port in ports]
                row = load(server.base, users, think, LASTS, folder)
                after = [measured(port) for port in ports]
                turns = int(row["Request Count"])
                spent = [1000 * (now[0] - then[0]) / turns for now, then in zip(after, before, strict=True)]
                cells = [users, f"{think} s", f"{float(row['Requests/s']):.1f}", row["Failure Count"]]
                cells += [f"{row['50%']} ms", f"{row['95%']} ms", f"{spent[0]:.0f} + {spent[1]:.0f} ms"]
                cells += [f"{after[0][1]:.0f} + {after[1][1]:.0f} MB"]
                print("|", " | ".join(map(str, cells)), "|", flush=True)


if __name__ == "__main__":
    main()
