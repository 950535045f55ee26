"""What a demanding reader checks: one module a concern, each a function from the collection to its remarks."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from scripts.french.checks.address import check_address
from scripts.french.checks.agreement import check_agreement
from scripts.french.checks.ease import check_ease
from scripts.french.checks.length import check_length
from scripts.french.checks.remark import Remark
from scripts.french.checks.typography import check_typography
from scripts.french.model import Collection

Check = Callable[[Collection], Iterable[Remark]]
# Those that need nothing but the texts; grammar and spelling need Grammalecte, and stand in grammar.py.
CHECKS: dict[str, Check] = {
    "typography": check_typography,
    "agreement": check_agreement,
    "vous": check_address,
    "reading ease": check_ease,
    "length": check_length,
}
__all__ = ["CHECKS", "Check", "Remark"]
