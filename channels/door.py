"""What both channels have in common as Rasa makes them."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import InputChannel

from channels.settings import check_settings
from observability import logs


class Door(InputChannel):
    """A channel of ours, as credentials.yml asks for it."""

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> InputChannel:
        """Make the channel: after Rasa has set up logging in its own way, and before it serves anybody."""
        logs.set_up()
        check_settings()
        return super().from_credentials(credentials)
