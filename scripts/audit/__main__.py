"""The command line: python -m scripts.audit [--page].

Ends with 1 when a locked package has an advisory that advisories.yml does not accept. Where a service does not answer
it says « not checked », which is not an error: a machine without network must be able to run the tests.
--page writes docs/security.md from advisories.yml, and asks nobody.
"""

from __future__ import annotations

import argparse

from advisor.checked_yaml import ContentError
from scripts.audit.accepted import Accepted, load_accepted
from scripts.audit.page import PAGE, with_section
from scripts.audit.services import ask_npm, ask_pip_audit, npm_pins, python_pins
from scripts.audit.verdict import judge
from scripts.console import fail, main


def audit(accepted: Accepted) -> int:
    """Ask both services and tell what they say; returns the exit code."""
    verdicts = {
        "Python packages": judge(ask_pip_audit(python_pins()), accepted.python),
        "The widget's npm packages": judge(ask_npm(npm_pins()), accepted.npm),
    }
    for kind, verdict in verdicts.items():
        for line in verdict.lines(kind):
            print(line)
    if any(verdict.new for verdict in verdicts.values()):
        print("Lock a version without it, or write into advisories.yml why it does no harm here: see docs/security.md.")
        return 1
    return 0


def run() -> int:
    """Read advisories.yml, then do what was asked for."""
    parser = argparse.ArgumentParser(description="Look for advisories of the locked packages.")
    parser.add_argument("--page", action="store_true", help=f"write {PAGE} from advisories.yml")
    options = parser.parse_args()
    try:
        accepted = load_accepted()
    except ContentError as mistakes:
        raise fail(str(mistakes)) from None
    if options.page:
        PAGE.write_text(with_section(PAGE.read_text(encoding="utf-8"), accepted), encoding="utf-8")
        return 0
    return audit(accepted)


if __name__ == "__main__":
    main(run)
