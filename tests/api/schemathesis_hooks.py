"""What Schemathesis does besides what it does by itself; this file runs in .venv-tools."""

from __future__ import annotations

from typing import Any

import schemathesis

_erased: set[str] = set()


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """Follow no redirect: what is checked is what the address itself answers."""
    kwargs["allow_redirects"] = False


@schemathesis.check
def nothing_after_erasure(ctx: Any, response: Any, case: Any) -> None:
    """Fail when a conversation that was erased is answered or read back."""
    body = case.body if isinstance(case.body, dict) else {}
    sender = body.get("sender") or (case.headers or {}).get("X-Chat-Session")
    if not isinstance(sender, str) or response.status_code != 200:
        return
    if case.path == "/chat/erase":
        _erased.add(sender)
    elif sender in _erased:
        assert case.path not in ("/chat/messages", "/chat/feedback"), "an erased conversation goes on"
        if case.path == "/chat/history":
            assert response.json() == {"messages": [], "verdicts": {}}, "an erased conversation is read back"
