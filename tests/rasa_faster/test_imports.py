"""A server imports nothing that it never uses, and who needs a lazy module gets the real one."""

from __future__ import annotations

import subprocess
import sys

import pytest

from rasa_faster import GAINS, is_on
from rasa_faster.imports import LAZY
from scripts.train import MODEL

SERVER = """
import asyncio, sys
{}
from rasa.core.agent import Agent
agent = Agent.load({!r})
print(asyncio.run(agent.parse_message("combien de PME sont sur les réseaux ?"))["intent"]["name"])
print(sorted(sys.modules.keys() & {{"tensorflow", "matplotlib"}}))
"""


def run(code: str) -> list[str]:
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_a_server_needs_no_tensorflow() -> None:
    lazily = "from rasa_faster.imports import import_lazily; import_lazily()"
    assert run(SERVER.format(lazily, str(MODEL)))[-2:] == ["ask_figure", "[]"]


def test_rasa_itself_would_import_it() -> None:
    """Else there is nothing to gain, and rasa_faster/imports.py can go."""
    assert run(SERVER.format("", str(MODEL)))[-2:] == ["ask_figure", "['matplotlib', 'tensorflow']"]


@pytest.mark.parametrize("name", sorted(LAZY))
def test_a_lazy_module_is_the_real_one(name: str) -> None:
    compared = f"""
import importlib, sys
from rasa_faster.imports import import_lazily
import_lazily()
lazy = importlib.import_module({name!r})
before = len(sys.modules)
names = set(dir(lazy))
assert len(sys.modules) > before, "it was executed at once"
del sys.meta_path[0], sys.modules[{name!r}]
print(names == set(dir(importlib.import_module({name!r}))))
"""
    assert run(compared)[-1] == "True"


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
