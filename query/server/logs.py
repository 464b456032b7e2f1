"""The log of the server: one line for each record, whatever a visitor sent."""

from __future__ import annotations

import json
import logging

PLAIN, JSON = "plain", "json"


class PlainLines(logging.Formatter):
    """Lines for people; control characters in a message are escaped. What follows an error is indented."""

    def __init__(self) -> None:
        """Use one form for all records."""
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as text."""
        lines = super().format(record).splitlines() or [""]
        return "\n    ".join("".join(map(_visible, line)) for line in lines)

    def formatMessage(self, record: logging.LogRecord) -> str:  # the name of the library
        """Return the first line of a record, in which nothing breaks it."""
        record.message = "".join(map(_visible, record.message))
        return super().formatMessage(record)


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and the error where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as a JSON object."""
        row = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            row["error"] = self.formatException(record.exc_info)
        return json.dumps(row, ensure_ascii=True)


def with_log(form: str) -> None:
    """Write the log of this process to stderr."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if form == JSON else PlainLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.getLogger("faiss").setLevel(logging.WARNING)


def _visible(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode()
