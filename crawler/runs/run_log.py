"""The log of a run: plain lines, or JSON with the run and the board on each line."""

from __future__ import annotations

import json
import logging
import os
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Final, TextIO

board_of_log: Final[ContextVar[str | None]] = ContextVar("board_of_log", default=None)
"""Id of the board that the running task crawls."""


_SECRET_NAMES: Final = ("KEY", "SECRET", "TOKEN", "PASSWORD")
_SECRET_LENGTH: Final = 6


def secrets() -> list[str]:
    """Values of the environment that no log may show, by the names of the variables; longest first."""
    values = {value for name, value in os.environ.items() if name.upper().endswith(_SECRET_NAMES)}
    return sorted((value for value in values if len(value) >= _SECRET_LENGTH), key=len, reverse=True)


class PlainLines(logging.Formatter):
    """A line a record: level, logger, message. Secrets of the environment are left out."""

    def __init__(self) -> None:
        super().__init__("%(levelname)s %(name)s: %(message)s")
        self._secrets = secrets()

    def format(self, record: logging.LogRecord) -> str:
        """``record`` as text."""
        return _without(self._secrets, super().format(record))


def _without(values: list[str], text: str) -> str:
    for value in values:
        text = text.replace(value, "***")
    return text


class JsonLines(logging.Formatter):
    """One object a record: ``at, level, logger, message``, ``run`` and ``board`` (null where there is none)."""

    def __init__(self, run: str | None) -> None:
        super().__init__()
        self.run = run
        self._secrets = secrets()

    def format(self, record: logging.LogRecord) -> str:
        """``record`` as one line of JSON."""
        said: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "level": record.levelname,
            "logger": record.name,
            "message": _without(self._secrets, record.getMessage()),
            "run": self.run,
            "board": board_of_log.get(),
        }
        if record.exc_info:
            said["exception"] = _without(self._secrets, self.formatException(record.exc_info))
        return json.dumps(said, ensure_ascii=False)


def begin_log(stream: TextIO, level: int, *, as_json: bool = False, run: str | None = None) -> None:
    """Log to ``stream`` from ``level`` on, in the place of what was there."""
    handler = logging.StreamHandler(stream)
    # Scrapy gives its own logger a level, which the root's does not bind.
    handler.setLevel(level)
    handler.setFormatter(JsonLines(run) if as_json else PlainLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)


def name_run(run: str) -> None:
    """Put the id of the run on every line from now on, where lines have a place for it."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler.formatter, JsonLines):
            handler.formatter.run = run
