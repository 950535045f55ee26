"""What is wrong with a text, and where the text comes from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Remark:
    """One remark on one text."""

    what: str
    text: str
    origin: str = ""

    def __str__(self) -> str:
        return f"{self.what}\n    {self.text}" + (f"\n    ({self.origin})" if self.origin else "")
