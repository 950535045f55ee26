"""One JSON line for each thing that happens, whoever says it, and no word of a visitor's in it.

What our own code says is chosen by us. What others say is not: Rasa, Sanic and the drivers of databases quote what
they were given, and so do the messages of exceptions. Once the server serves, a line of theirs tells where it was said,
and an exception its class and its way through the code. LOG_MESSAGES=1 shows all of it.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import secrets
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import structlog
from structlog.processors import ExceptionRenderer, JSONRenderer, TimeStamper
from structlog.stdlib import (
    BoundLogger,
    ExtraAdder,
    LoggerFactory,
    ProcessorFormatter,
    add_log_level,
    add_logger_name,
    filter_by_level,
)
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import EventDict, ExcInfo, Processor, WrappedLogger

from observability.metrics import ERRORS

logger = logging.getLogger(__name__)

# The packages whose messages are known to hold no word of a visitor's.
_OURS = frozenset({"actions", "advisor", "channels", "components", "observability", "storage"})
# What Rasa calls an event: « processor.message.parse ».
_EVENT_NAME = re.compile(r"[a-z]+(?:[._][a-z]+)+")
# What a path starts with that is the same for every line.
_PLACE = re.compile(rf".*/(?:site|dist)-packages/|{re.escape(str(Path.cwd()))}/")
_stacks = ExceptionDictTransformer(show_locals=False, max_frames=20)

# Who knows a conversation's id, or guesses it, can't find it in a log without this key.
_key = (os.environ.get("LOG_KEY") or secrets.token_hex()).encode()[: hashlib.blake2b.MAX_KEY_SIZE]
_serving = False


def messages_wanted() -> bool:
    """Return whether the operator wants to see what visitors write."""
    return os.environ.get("LOG_MESSAGES") == "1"


def pseudonym(conversation: str) -> str:
    """Return what a conversation is called in the log.

    It is the same in all servers that share LOG_KEY; without that setting it lasts as long as this process.
    """
    return hashlib.blake2b(conversation.encode(), key=_key, digest_size=8).hexdigest()


def withhold() -> None:
    """Withhold from now on what may hold words of a visitor's; what a server says as it starts can't."""
    global _serving
    _serving = True
    # What Python and Rasa warn of as they start is for who writes code.
    logging.captureWarnings(True)


def set_up() -> None:
    """Send all that this process logs through one formatter to its standard error, and nowhere else."""
    handler = logging.StreamHandler(sys.stderr)
    common: list[Processor] = [add_logger_name, add_log_level, TimeStamper("iso", key="time")]
    last: list[Processor] = [_count, _told, ExceptionRenderer(_exceptions), JSONRenderer(ensure_ascii=False)]
    handler.setFormatter(ProcessorFormatter(processors=last, foreign_pre_chain=[*common, ExtraAdder()]))
    structlog.configure(
        [filter_by_level, *common, ProcessorFormatter.wrap_for_formatter],
        logger_factory=LoggerFactory(),
        wrapper_class=BoundLogger,
    )
    for name in list(logging.root.manager.loggerDict):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    logging.root.handlers = [handler]
    logging.root.setLevel(os.environ.get("LOG_LEVEL") or logging.INFO)
    # Rasa keeps Sanic's records from the root; then this is where they end up.
    logging.lastResort = handler
    # Otherwise a line that can't be written is printed, with all that it was to tell.
    logging.raiseExceptions = False
    sys.excepthook = lambda *problem: logger.critical("The server ends.", exc_info=problem)
    threading.excepthook = lambda problem: logger.critical("A thread ended.", exc_info=problem.exc_value)
    if messages_wanted():
        logger.warning("LOG_MESSAGES is set: what visitors write stands in this log.")


def _count(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    if event["_record"].levelno >= logging.ERROR:
        ERRORS.labels(_package(event)).inc()
    return event


def _told(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Return what may be told of an event."""
    record, is_structured = event.pop("_record"), event.pop("_from_structlog")
    told = {key: event.pop(key) for key in ("time", "level", "logger")}
    if _everything_is_told() or _package(told) in _OURS:
        return {**told, **event}
    said = str(event["event"])
    if not (is_structured and _EVENT_NAME.fullmatch(said)):
        said = f"withheld ({record.filename}:{record.lineno} {record.funcName})"
    return {**told, "event": said, "exc_info": event.get("exc_info")}


def _everything_is_told() -> bool:
    return messages_wanted() or not _serving


def _package(event: Mapping[str, Any]) -> str:
    return str(event["logger"]).partition(".")[0]


def _exceptions(exc_info: ExcInfo) -> list[dict[str, Any]]:
    """Return an exception and its causes."""
    told = []
    for stack in _stacks(exc_info):
        where = [f"{_PLACE.sub('', frame['filename'])}:{frame['lineno']} {frame['name']}" for frame in stack["frames"]]
        message = {"message": stack["exc_value"]} if _everything_is_told() else {}
        told.append({"type": stack["exc_type"], **message, "where": where})
    return told
