"""A server imports nothing that it never uses, and who needs a lazy module gets the real one."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from collections import OrderedDict
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from rasa_faster import GAINS, is_on
from rasa_faster.imports import LAZY, NAMES, Later
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


AGENT = """
import sys
{}
import rasa.core.run
channel = rasa.core.run._create_single_channel("channels.rest.RestChannel", None)
unused = {{"aiogram", "boto3", "prompt_toolkit", "scipy.stats", "sklearn"}}
print(type(channel).__name__, sorted(sys.modules.keys() & unused))
"""


def test_a_channel_and_an_agent_need_no_other_clients() -> None:
    assert run(AGENT.format(LAZILY))[-1] == "RestChannel []"


def test_rasa_itself_would_import_them() -> None:
    expected = "RestChannel ['aiogram', 'boto3', 'prompt_toolkit', 'scipy.stats', 'sklearn']"
    assert run(AGENT.format(""))[-1] == expected


CHANNELS = """
{}
import sys
import rasa.core.run
from rasa.core.channels import OutputChannel, console
from rasa.core.channels.channel import OutputChannel as same
executed = "rasa.core.channels.slack" in sys.modules
assert OutputChannel is same
for name in ("rest", "cmdline", "absent", "channels.absent.Channel", "channels.rest.Absent"):
    try:
        print(type(rasa.core.run._create_single_channel(name, None)))
    except BaseException as problem:
        print(repr(problem))
import rasa.core.channels as package
print(sorted(package.BUILTIN_CHANNELS.items(), key=str), package.CmdlineInput is console.CmdlineInput)
print(sorted(name for name in vars(package)))
print(executed)
"""


def test_rasas_channels_are_there_when_they_are_asked_for() -> None:
    lazily, plainly = run(CHANNELS.format(LAZILY)), run(CHANNELS.format(""))
    assert lazily[-8:-1] == plainly[-8:-1]
    assert (lazily[-1], plainly[-1]) == ("False", "True")


def test_names_are_the_real_ones_when_they_are_used() -> None:
    used = f"""
{LAZILY}
import numpy, sys
from rasa.core import tracker_store
from rasa.utils.tensorflow import model_data
from rasa.utils.tensorflow.feature_array import FeatureArray
assert not sys.modules.keys() & {{"boto3", "sklearn"}}
print([half.tolist() for half in model_data.train_test_split(numpy.arange(4), test_size=1, random_state=7)])
print(tracker_store.Key("sender_id").eq("a").get_expression())
from boto3.dynamodb.conditions import Key
from sklearn.model_selection import train_test_split
print([half.tolist() for half in train_test_split(numpy.arange(4), test_size=1, random_state=7)])
print(Key("sender_id").eq("a").get_expression())
print(tracker_store.Key.eq is Key.eq, isinstance(Key("a"), tracker_store.Key))
"""
    split, key, real_split, real_key, same = run(used)[-5:]
    assert split == real_split
    assert re.sub(" at 0x[0-9a-f]+", "", key) == re.sub(" at 0x[0-9a-f]+", "", real_key)
    assert same == "True True"


def test_a_class_for_later_is_the_real_one_in_its_place() -> None:
    later: Any = Later("collections", "OrderedDict")

    class Derived(later):
        pass

    assert Derived.__bases__ == (OrderedDict,)
    assert issubclass(Derived, later)
    assert isinstance(Derived(), later)
    assert not isinstance({}, later)


NAMES_WRITTEN_FOR = {
    "rasa.utils.tensorflow.model_data": "87c9d29700ac1d47",
    "rasa.core.tracker_store": "8d1ab5fe7f2e4150",
}
WRITTEN_FOR = {
    "rasa.core.channels": "33637c7f3972a4b5",
    "rasa.core.run": "32b1c01ddbb3d55c",
}


def source(module: str) -> str:
    spec = find_spec(module)
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).read_text(encoding="utf-8")


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@pytest.mark.parametrize("module", sorted(NAMES))
def test_rasa_uses_the_names_as_before(module: str) -> None:
    """Else see whether each is still only called, or only annotated with, and put the new hash here."""
    name = re.compile(rf"\b({'|'.join(NAMES[module].values())})\b")
    lines = [line for line in source(module).splitlines() if name.search(line)]
    assert digest("\n".join(lines)) == NAMES_WRITTEN_FOR[module]


@pytest.mark.parametrize("module", sorted(WRITTEN_FOR))
def test_rasa_has_not_changed_there(module: str) -> None:
    """Else read what it does now, mend rasa_faster/imports.py, and put the new hash here."""
    assert digest(source(module)) == WRITTEN_FOR[module]


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
