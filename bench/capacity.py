"""What a server can do: an assistant of its own under the load of bench/locustfile.py, up to 32 visitors at once.

    make capacity        prints the table of docs/capacity.md (some 3 minutes)

Processor time and memory are those that the server tells in its metrics, so that what else the machine does counts in
the times of answers alone.
"""

from __future__ import annotations

import tempfile
import urllib.request
from pathlib import Path

from bench.loading import put_load
from scripts.run import LOCAL, apart, assistant, free_port
from scripts.train import MODEL

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


def main() -> None:
    """Measure, and print the table."""
    port = free_port()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = apart(folder / "load.db") | {"METRICS_PORT": str(port)}
        with assistant(LOCAL, free_port(), MODEL, " under load", settings) as (server, *_):
            put_load(server.base, "Visitor", 1, WARM_UP, THINK="0")
            print(
                "| visitors | think | turns/s | failed | p50 | p95 | processor a turn | memory |\n" + "|---" * 8 + "|"
            )
            for users, think in LOADS:
                spent_before, _ = measured(port)
                load = put_load(server.base, "Visitor", users, LASTS, THINK=str(think))
                spent, memory = measured(port)
                cells = [users, f"{think} s", f"{load.a_second:.1f}", load.failed]
                a_turn = 1000 * (spent - spent_before) / load.turns
                cells += [f"{load.p50:.0f} ms", f"{load.p95:.0f} ms", f"{a_turn:.0f} ms", f"{memory:.0f} MB"]
                print("|", " | ".join(map(str, cells)), "|", flush=True)


if __name__ == "__main__":
    main()
