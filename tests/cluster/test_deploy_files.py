"""The files of deploy/ name only what is there. Docker itself is not needed here, and not tried."""

from __future__ import annotations

import importlib.util
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.core.utils import AvailableEndpoints

from scripts.train import with_imports
from storage.conversations import ConversationStore
from storage.locks import ConversationLocks

DEPLOY = Path("deploy")
COMPOSE = DEPLOY / "compose.yaml"
DOCKERFILE = DEPLOY / "Dockerfile"
# What the images of others and Python's own libraries read.
ELSEWHERE = {"POSTGRES_USER", "POSTGRES_PASSWORD", "POSTGRES_DB", "SANIC_HOST", "SANIC_PROXIES_COUNT"}


@pytest.fixture()
def services() -> dict[str, Any]:
    """The services of compose.yaml."""
    found: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]
    return found


def test_every_file_that_a_service_names_exists(services: dict[str, Any]) -> None:
    # Made by the Dockerfile.
    made = {"models/cap-reseaux.tar.gz"}
    assert "scripts.train" in DOCKERFILE.read_text(encoding="utf-8")
    for service in services.values():
        if "build" in service:
            assert (DEPLOY / service["build"]["context"]).resolve() == Path.cwd()
            assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
        named = {word for word in service.get("command", []) if "/" in word or word.endswith(".yml")}
        assert all(Path(word).is_file() for word in named - made)
        folders = [volume.split(":")[0] for volume in service.get("volumes", [])]
        assert all((DEPLOY / folder).is_dir() for folder in folders if folder[0] == ".")
        modules = re.findall(r"-m (\w+)", " ".join(service.get("command", [])))
        assert all(importlib.util.find_spec(module) for module in modules)


def test_every_service_that_is_named_exists(services: dict[str, Any]) -> None:
    for service in services.values():
        assert set(service.get("depends_on", [])) <= set(services)
    settings = services["rasa"]["environment"]
    assert re.findall(r"@(\w+)/", settings["DATABASE_URL"]) == ["postgres"]
    rules = (DEPLOY / "nginx/assistant.conf").read_text(encoding="utf-8")
    host, port = re.findall(r"http://(\w+):(\d+)/webhook", settings["ACTIONS_URL"])[0]
    assert host in services and f"listen {port};" in rules
    servers = re.findall(r"server (\w+):(\d+) ", (DEPLOY / "nginx/servers.conf").read_text(encoding="utf-8"))
    for name, port in servers:
        assert services[name]["command"][-2:] == ["--port", port]
    assert {name for name, _ in servers} == {"rasa", "actions"}
    # The action servers' door is for Rasa alone.
    assert services["nginx"]["ports"] == ["${PORT:-8080}:8080"] and "listen 8080;" in rules
    assert not any("ports" in services[name] for name in ("postgres", "rasa", "actions"))


def test_every_setting_is_read_by_somebody_and_told_in_the_page(services: dict[str, Any]) -> None:
    code = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("actions", "advisor", "channels", "storage", "observability", "deploy")
        for path in Path(folder).rglob("*")
        if path.suffix in (".py", ".yml")
    )
    for service in services.values():
        for name in set(service.get("environment", {})) - ELSEWHERE:
            assert name in code, f"nobody reads {name}"
    page = Path("docs/deploy.md").read_text(encoding="utf-8")
    for name in re.findall(r"\$\{(\w+)", COMPOSE.read_text(encoding="utf-8")):
        assert f"`{name}`" in page, f"docs/deploy.md does not tell what {name} is"


def test_secrets_come_from_the_environment_and_must_be_there() -> None:
    text = COMPOSE.read_text(encoding="utf-8")
    secrets = re.findall(r"\bPOSTGRES_PASSWORD: (.*)|cap:(.*)@postgres", text)
    assert len(secrets) == 2 and all("".join(found).startswith("${POSTGRES_PASSWORD:?") for found in secrets)
    committed = subprocess.run(["git", "check-ignore", "-q", "deploy/.env"])
    assert committed.returncode == 0, "deploy/.env could be committed"


def test_the_image_holds_what_it_runs_from() -> None:
    """Each folder of the repository that Python imports, and the files that Rasa reads."""
    kept = {line[1:] for line in (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines() if line.startswith("!")}
    assert all(Path(name).exists() for name in kept)
    started = [
        path for folder in ("actions", "channels", "components", "storage") for path in Path(folder).rglob("*.py")
    ]
    used = {path.parts[0] for path in with_imports([*started, Path("scripts/setup.py"), Path("scripts/train.py")])}
    used |= {"advice", "config.yml", "credentials.yml", "data", "domain.yml", "endpoints.yml", "surveys"}
    # What rasa_sdk looks for by its name.
    used |= {"deploy/endpoints.yml", "requirements.txt", "rasa_sdk_plugins.py"}
    assert used <= kept
    for name in re.findall(r"^COPY (.+) \S+$", DOCKERFILE.read_text(encoding="utf-8"), re.MULTILINE):
        assert all(word == "." or Path(word).exists() for word in name.split())


def test_rasa_reads_the_endpoints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACTIONS_URL", "http://nginx:5056/webhook")
    endpoints = AvailableEndpoints.read_endpoints(str(DEPLOY / "endpoints.yml"))
    assert endpoints.action.url == "http://nginx:5056/webhook"
    for kind, ours in (("tracker_store", ConversationStore), ("lock_store", ConversationLocks)):
        assert getattr(endpoints, kind).type == f"{ours.__module__}.{ours.__name__}"
