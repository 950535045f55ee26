"""A server imports nothing that it never uses, and who needs a lazy module gets the real one."""

from __future__ import annotations

import subprocess
import sys

import pytest

from rasa_faster import GAINS, is_on
from rasa_faster.imports import LAZY
from scripts.train import MODEL

LAZILY = "from rasa_faster.imports import import_lazily; import_lazily()"
SERVER = """
import asyncio, sys
{}
from rasa.core.agent import Agent
agent = Agent.load({!r})
print(asyncio.run(agent.parse_message("combien de PME sont sur les réseaux ?"))["intent"]["name"])
print(sorted(sys.modules.keys() & {{"tensorflow", "matplotlib", "h5py._hl"}}))
"""


def run(code: str) -> list[str]:
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_a_server_needs_no_tensorflow() -> None:
    assert run(SERVER.format(LAZILY, str(MODEL)))[-2:] == ["ask_figure", "[]"]


def test_rasa_itself_would_import_it() -> None:
    """Else there is nothing to gain, and rasa_faster/imports.py can go."""
    assert run(SERVER.format("", str(MODEL)))[-2:] == ["ask_figure", "['h5py._hl', 'matplotlib', 'tensorflow']"]


@pytest.mark.parametrize("name", sorted(LAZY))
def test_a_lazy_module_is_the_real_one(name: str) -> None:
    names = f"""
module = importlib.import_module({name!r})
before = len(sys.modules)
print(sorted(dir(module)))
print("executed now" if len(sys.modules) > before else "executed before")
"""
    lazily, plainly = run(f"import importlib, sys\n{LAZILY}\n{names}"), run(f"import importlib, sys\n{names}")
    assert lazily[-2] == plainly[-2]
    assert (lazily[-1], plainly[-1]) == ("executed now", "executed before")


def test_gains_are_left_out_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RASA_AS_IT_IS", raising=False)
    assert all(map(is_on, GAINS))
    monkeypatch.setenv("RASA_AS_IT_IS", "1")
    assert not any(map(is_on, GAINS))
    monkeypatch.setenv("RASA_AS_IT_IS", "rules, imports")
    assert {gain for gain in GAINS if not is_on(gain)} == {"rules", "imports"}


def test_an_unknown_gain_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASA_AS_IT_IS", "rules,speed")
    with pytest.raises(ValueError, match=r"speed is no gain; there are imports, "):
        is_on("rules")
