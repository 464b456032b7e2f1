"""Who is logged in to the web pages: random tokens with an expiry, and tries that are counted.

One small database of this start holds them for all processes of the server: a signed cookie would need no store, but
could not be taken back by a log-out, nor count the tries of all processes together. It keeps digests of the tokens
alone, and goes when the server ends.
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

FILE = "sessions.sqlite"
WINDOW = 60.0  # seconds for which a try counts
EVERYBODY = 20  # times the tries of one address are allowed to all addresses together
_TABLES = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = OFF;
CREATE TABLE IF NOT EXISTS session (digest BLOB PRIMARY KEY, until REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS try (address TEXT NOT NULL, at REAL NOT NULL);
"""
_COUNTED = """
INSERT INTO try SELECT ?, ?
WHERE (SELECT COUNT(*) FROM try WHERE address = ?) < ? AND (SELECT COUNT(*) FROM try) < ?
"""


class Sessions:
    """The sessions of one server; each of its processes opens the same file."""

    def __init__(self, file: Path | None, lifetime: float, tries: int, clock: Callable[[], float] = time.time) -> None:
        """Keep sessions in `file`.

        Args:
            file: made where there is none; None for one process, which keeps them to itself.
            lifetime: seconds until a session ends.
            tries: wrong keys that one address may show in a minute.
            clock: seconds, the same in all processes.
        """
        self.lifetime = lifetime
        self._tries = tries
        self._clock = clock
        self._kept = sqlite3.connect(file or ":memory:", isolation_level=None, check_same_thread=False)  # one at a time
        self._kept.executescript(_TABLES)

    def begin(self) -> str:
        """Return the token of a new session."""
        token, now = secrets.token_urlsafe(32), self._clock()
        self._kept.execute("DELETE FROM session WHERE until <= ?", (now,))
        self._kept.execute("INSERT INTO session VALUES (?, ?)", (_digest(token), now + self.lifetime))
        return token

    def holds(self, token: str) -> bool:
        """Return whether a token is that of a session that has not ended."""
        asked = (_digest(token), self._clock())
        return bool(token) and bool(
            self._kept.execute("SELECT 1 FROM session WHERE digest = ? AND until > ?", asked).fetchone()
        )

    def end(self, token: str) -> None:
        """End a session, in all processes."""
        self._kept.execute("DELETE FROM session WHERE digest = ?", (_digest(token),))

    def may_try(self, address: str) -> bool:
        """Count a try to log in; return whether it may be looked at. One that may not counts no further."""
        who, now = _counted_as(address), self._clock()
        self._kept.execute("DELETE FROM try WHERE at <= ?", (now - WINDOW,))
        counted = self._kept.execute(_COUNTED, (who, now, who, self._tries, self._tries * EVERYBODY))
        return counted.rowcount == 1

    def forget_tries(self, address: str) -> None:
        """Count the tries of an address no longer: it showed a key."""
        self._kept.execute("DELETE FROM try WHERE address = ?", (_counted_as(address),))

    def close(self) -> None:
        """Close the file."""
        self._kept.close()


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="surrogatepass")).digest()


def _counted_as(address: str) -> str:
    """Return who an address is counted as: a subscriber of IPv6 has all addresses of a /64."""
    with suppress(ValueError):
        read = ipaddress.ip_address(address)
        if read.version == 6:
            return str(ipaddress.ip_network((read, 64), strict=False))
    return address
