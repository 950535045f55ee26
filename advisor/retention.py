"""For how many days something is kept, as the environment says."""

from __future__ import annotations

import os

_USUAL, _MOST = 90, 36_500


def days_kept(setting: str, *, least: int) -> int:
    """Return the number of days of a setting; raises ValueError for what is none, or fewer than `least`.

    A setting whose least is 0 may say that nothing is kept at all.
    """
    text = os.environ.get(setting) or str(_USUAL)
    if not text.isdecimal() or not least <= int(text) <= _MOST:
        nothing = "" if least else "0 keeps nothing, "
        raise ValueError(f"{setting}={text} is no number of days: {nothing}{_USUAL} is usual")
    return int(text)
