"""What rasa_sdk adds to an action server: it asks a module of this name, once its own logging is set up."""

from __future__ import annotations

import sys

import pluggy
from sanic import Sanic

from observability import logs
from observability.serving import begin_serving, count_response

hookimpl = pluggy.HookimplMarker("rasa_sdk")


def init_hooks(manager: pluggy.PluginManager) -> None:
    """Register the hooks of this module."""
    manager.register(sys.modules[__name__])


@hookimpl
def attach_sanic_app_extensions(app: Sanic) -> None:
    """Log as Rasa's server does, and serve metrics of our own."""
    logs.set_up()
    app.register_middleware(count_response, "response")
    app.register_listener(lambda *_: begin_serving("ACTION_METRICS_PORT"), "after_server_start")
