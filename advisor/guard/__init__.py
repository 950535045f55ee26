"""The guard in the one place where answers leave: no wrong number, ever.

locating finds the placeholders' numbers in the text and what stands beside them, writing knows how each may be written,
rules prepares what the base of facts asks, reading checks of whom figures are told and how, said holds what the visitor
typed, check puts it together.
"""

from advisor.guard.check import Block, Breach, Verdict, judge
from advisor.guard.said import Said, quoted_in

__all__ = ["Block", "Breach", "Said", "Verdict", "judge", "quoted_in"]
