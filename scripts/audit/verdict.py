"""What to make of a service's answer: what is new, what no longer applies, and what nobody looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scripts.audit.accepted import Package
from scripts.audit.services import Answer, Finding

# So many names of packages are listed; more are counted.
FEW = 10


@dataclass(frozen=True)
class Verdict:
    """An answer beside what is accepted. `gone` are accepted advisories that no locked package has any more."""

    answer: Answer
    new: list[Finding]
    gone: list[tuple[str, str]]

    def lines(self, kind: str) -> Iterator[str]:
        """What to tell, `kind` being the kind of package; the last line says what was checked and what was not."""
        for finding in self.new:
            yield f"New advisory: {finding.pin}: {', '.join(sorted(finding.names))}: {finding.what}"
        for package, name in self.gone:
            yield f"No longer applies: {package}: {name}. Take it out of advisories.yml."
        yield f"{kind}: {'; '.join(self._counts())}."

    def _counts(self) -> Iterator[str]:
        checked, unchecked = self.answer.checked, self.answer.unchecked
        total = len(checked) + len(unchecked)
        if checked:
            found = len(self.answer.findings)
            yield f"{len(checked)} of {total} checked, advisories: {found}, new: {len(self.new)}"
        reasons = defaultdict(list)
        for pin, why in unchecked.items():
            reasons[why].append(str(pin))
        for why, pins in reasons.items():
            which = f"all {total}" if len(pins) == total else f"{len(pins)} of {total}"
            names = f": {', '.join(pins)}" if len(pins) <= FEW else ""
            yield f"not checked: {which} ({why}){names}"


def judge(answer: Answer, accepted: Mapping[str, Package]) -> Verdict:
    """Compare an answer with what is accepted of its registry."""
    known = {name: set(package.advisories) for name, package in accepted.items()}
    new = [finding for finding in answer.findings if not finding.names & known.get(finding.pin.name, set())]
    # What nobody looked at may well apply.
    silent = {pin.name for pin in answer.unchecked}
    found = {(finding.pin.name, name) for finding in answer.findings for name in finding.names}
    gone = [
        (package, name)
        for package, names in known.items()
        for name in sorted(names)
        if package not in silent and (package, name) not in found
    ]
    return Verdict(answer, new, gone)
