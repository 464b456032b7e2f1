"""Writing the article store."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import astuple
from pathlib import Path
from typing import Any, Self

from index.articles.reading import ROWS, Articles, Prepared, Row
from index.repetition.attestation import Attestation
from ontology.errors import StoreError

SCHEMA = """
CREATE TABLE articles (
  name TEXT PRIMARY KEY, content_hash TEXT NOT NULL, version TEXT NOT NULL, row TEXT NOT NULL,
  prints BLOB NOT NULL, quads TEXT NOT NULL, statements INTEGER NOT NULL,
  raw_text BLOB NOT NULL, clean_text BLOB NOT NULL, analysis BLOB NOT NULL);
CREATE TABLE passages (
  id INTEGER PRIMARY KEY, article TEXT NOT NULL, place INTEGER NOT NULL, row TEXT NOT NULL,
  title TEXT NOT NULL, heading TEXT NOT NULL, words TEXT NOT NULL, characters TEXT NOT NULL);
CREATE INDEX passages_of ON passages (article, place);
CREATE TABLE facts (
  id TEXT PRIMARY KEY, article TEXT NOT NULL, place INTEGER NOT NULL, row TEXT NOT NULL, stated TEXT NOT NULL);
CREATE INDEX facts_of ON facts (article, place);
CREATE TABLE entities (article TEXT NOT NULL, place INTEGER NOT NULL, row TEXT NOT NULL);
CREATE INDEX entities_of ON entities (article, place);
CREATE TABLE relations (article TEXT NOT NULL, place INTEGER NOT NULL, row TEXT NOT NULL);
CREATE INDEX relations_of ON relations (article, place);
CREATE TABLE sources (article TEXT PRIMARY KEY, source TEXT NOT NULL);
CREATE TABLE attestations (id TEXT PRIMARY KEY, articles INTEGER NOT NULL, sources INTEGER NOT NULL);
CREATE TABLE conflicts (place INTEGER PRIMARY KEY, row TEXT NOT NULL);
"""


class ArticleWriter(Articles):
    """An article store under construction; what is written can be read at once."""

    @classmethod
    def create(cls, path: Path) -> Self:
        """Open a store for writing; a new one is empty. Nothing is safe before `close`."""
        fresh = not path.exists()
        connection = sqlite3.connect(path, isolation_level=None)
        connection.executescript("PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF;")
        if fresh:
            connection.executescript(SCHEMA)
        connection.execute("BEGIN")
        return cls(connection)

    def close(self) -> None:
        """Write what is open and close the file."""
        if self._connection.in_transaction:
            self._connection.commit()
        self._connection.close()

    def put(self, prepared: Prepared) -> None:
        """Write an article in place of its older version.

        Raises:
            StoreError: if one of its claims or passages has the id of another article's.
        """
        self._connection.execute("SAVEPOINT article")
        try:
            self.remove(prepared.name)
            self._insert(prepared)
        except sqlite3.IntegrityError as error:
            self._connection.execute("ROLLBACK TO article")
            raise StoreError(f"{prepared.name}: left out, an id in it is taken ({error})") from error
        finally:
            self._connection.execute("RELEASE article")

    def _insert(self, prepared: Prepared) -> None:
        name = prepared.name
        known = (name, prepared.content_hash, prepared.version, _json(prepared.row))
        texts = (prepared.raw_text, prepared.clean_text)
        self._connection.execute(
            "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*known, prepared.prints, prepared.quads_digest, prepared.statements, *texts, prepared.analysis),
        )
        self._connection.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (passage.id, name, place, _json(astuple(passage)), *astuple(terms))
                for place, (passage, terms) in enumerate(prepared.passages)
            ),
        )
        self._connection.executemany(
            "INSERT INTO facts VALUES (?, ?, ?, ?, ?)",
            (
                (row["id"], name, place, _json(row), key)
                for place, (row, key) in enumerate(zip(prepared.facts, prepared.stated, strict=True))
            ),
        )
        for table, rows in (("entities", prepared.entities), ("relations", prepared.relations)):
            self._connection.executemany(
                f"INSERT INTO {table} VALUES (?, ?, ?)",
                ((name, place, _json(row)) for place, row in enumerate(rows)),
            )

    def remove(self, name: str) -> None:
        """Take an article out with all that belongs to it."""
        self._connection.execute("DELETE FROM articles WHERE name = ?", (name,))
        for table in ("passages", *ROWS):
            self._connection.execute(f"DELETE FROM {table} WHERE article = ?", (name,))

    def put_sources(self, known: Mapping[str, str]) -> None:
        """Write the source of each article in place of all that were there."""
        self._connection.execute("DELETE FROM sources")
        self._connection.executemany("INSERT INTO sources VALUES (?, ?)", known.items())

    def put_attestations(self, found: Iterable[Attestation]) -> None:
        """Write what backs each fact in place of all that was there."""
        self._connection.execute("DELETE FROM attestations")
        self._connection.executemany(
            "INSERT INTO attestations VALUES (?, ?, ?)", ((one.fact, len(one.articles), one.sources) for one in found)
        )

    def put_conflicts(self, rows: Iterable[Row]) -> None:
        """Write the conflict rows in place of all that were there."""
        self._connection.execute("DELETE FROM conflicts")
        self._connection.executemany("INSERT INTO conflicts (row) VALUES (?)", ((_json(row),) for row in rows))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
