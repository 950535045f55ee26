"""Words of a chat message, as the limit on its length and its reading ease count them."""

from __future__ import annotations

import re

# Items of lists, numbered actions, and the line of sources: they are read at a glance, or by who looks for them.
_NOT_READ_ALONG = re.compile(r"- |\d+\. |Sources?\u00a0:")


def running_text(message: str) -> str:
    """Return what is read along in a message: all but its lists and its line of sources."""
    return "\n".join(line for line in message.split("\n") if not _NOT_READ_ALONG.match(line))


def words(text: str) -> list[str]:
    """Return what stands between spaces and holds a letter or a digit.

    « l'étude » and « e-mailing » are one word each; so are « 1 234 » and « 73 % », which a narrow space holds together.
    """
    return [word for word in re.split(r"[ \u00a0\n]+", text) if re.search(r"[^\W_]", word)]
