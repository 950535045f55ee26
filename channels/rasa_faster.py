"""What is made faster inside Rasa, each with its reason; RASA_AS_IT_IS=1 leaves Rasa as it is.

Written for Rasa 3.6.21. tests/web/test_channel_rasa_faster.py fails when Rasa changes there.
"""

from __future__ import annotations

import os

from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction


def make_faster() -> None:
    """Replace what is slow, once for the process."""
    if os.environ.get("RASA_AS_IT_IS") != "1":
        _check_actions_with_one_validator()


def _check_actions_with_one_validator() -> None:
    """Check what actions return with a validator that is made once.

    Rasa makes one for each call, and checks its own schema of 22 kinds of event each time: three quarters of a turn's
    processor time.
    """
    schema = RemoteAction.action_response_format_spec()
    validator = validator_for(schema)(schema)

    def check(_: RemoteAction, result: object) -> bool:
        error = best_match(validator.iter_errors(result))
        if error is not None:
            raise error
        return True

    RemoteAction._validate_action_result = check
