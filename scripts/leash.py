"""Run a module for as long as whoever started it lives: `python -m scripts.leash MODULE [ARGUMENT …]`.

The starter holds the other end of our standard input and never writes to it. The kernel closes that end when the
starter ends, however it does, `kill -9` included; then we end, with all that the module has started. A pipe does this
on every system, and does not mind which thread of the starter made it (PR_SET_PDEATHSIG does).
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading


def _end_with_the_starter() -> None:
    os.read(sys.stdin.fileno(), 1)
    # We lead a group of our own: scripts.console.start sees to it.
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    threading.Thread(target=_end_with_the_starter, daemon=True).start()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
