"""What a server has loaded stays for as long as it runs: nobody looks for garbage in it."""

from __future__ import annotations

import ctypes
import gc

from rasa_faster import is_on

# While a server loads, or a training runs, next to nothing that is made is garbage; usual is every 700 objects.
_EVERY = 100_000
_USUAL = gc.get_threshold()


def collect_seldom() -> None:
    """Look for garbage seldom: until a server has settled, or until a training ends."""
    if is_on("memory"):
        gc.set_threshold(_EVERY, *_USUAL[1:])


def settle() -> None:
    """Leave what is in memory now out of the garbage collection, and give free memory back to the system.

    Python would go over millions of lasting objects again and again, for tenths of a second in the middle of a turn.
    """
    if not is_on("memory"):
        return
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_USUAL)
    # Of the GNU C library alone; others give back by themselves.
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
