"""Writing the article store."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import astuple
from pathlib import Path
from typing import Self

from index.articles.packing import digested, joined_terms, packed_row, packed_row_text, row_text
from index.articles.reading import ROWS, Articles, Prepared, Row
from index.repetition.attestation import Attestation
from ontology.errors import StoreError

SCHEMA = """
CREATE TABLE articles (
  name TEXT PRIMARY KEY, content_hash TEXT NOT NULL, version TEXT NOT NULL, row BLOB NOT NULL,
  prints BLOB NOT NULL, quads TEXT NOT NULL, statements INTEGER NOT NULL,
  raw_text BLOB NOT NULL, clean_text BLOB NOT NULL, analysis BLOB NOT NULL);
CREATE TABLE passages (
  id INTEGER PRIMARY KEY, article TEXT NOT NULL, place INTEGER NOT NULL, row BLOB NOT NULL, terms BLOB NOT NULL);
CREATE INDEX passages_of ON passages (article, place);
CREATE TABLE facts (
  id TEXT PRIMARY KEY, article TEXT NOT NULL, place INTEGER NOT NULL, row BLOB NOT NULL,
  region TEXT, stated TEXT NOT NULL);
CREATE INDEX facts_of ON facts (article, place);
CREATE TABLE entities (article TEXT PRIMARY KEY, count INTEGER NOT NULL, rows BLOB NOT NULL);
CREATE TABLE relations (
  article TEXT PRIMARY KEY, count INTEGER NOT NULL, rows BLOB NOT NULL, names TEXT NOT NULL); -- of the relations
CREATE TABLE sources (article TEXT PRIMARY KEY, source TEXT NOT NULL);
CREATE TABLE attestations (id TEXT PRIMARY KEY, articles INTEGER NOT NULL, sources INTEGER NOT NULL);
CREATE TABLE conflicts (place INTEGER PRIMARY KEY, row BLOB NOT NULL, digest BLOB NOT NULL);
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
        known = (name, prepared.content_hash, prepared.version, packed_row(prepared.row))
        texts = (prepared.raw_text, prepared.clean_text)
        self._connection.execute(
            "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*known, prepared.prints, prepared.quads_digest, prepared.statements, *texts, prepared.analysis),
        )
        self._connection.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?)",
            (
                (passage.id, name, place, packed_row(astuple(passage)), joined_terms(astuple(terms)))
                for place, (passage, terms) in enumerate(prepared.passages)
            ),
        )
        self._connection.executemany(
            "INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?)",
            (
                (row["id"], name, place, packed_row(row), row["place"], key)
                for place, (row, key) in enumerate(zip(prepared.facts, prepared.stated, strict=True))
            ),
        )
        if prepared.entities:
            entities = (name, len(prepared.entities), packed_row(prepared.entities))
            self._connection.execute("INSERT INTO entities VALUES (?, ?, ?)", entities)
        if prepared.relations:
            stated = json.dumps([row["relation"] for row in prepared.relations])
            relations = (name, len(prepared.relations), packed_row(prepared.relations), stated)
            self._connection.execute("INSERT INTO relations VALUES (?, ?, ?, ?)", relations)

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
        """Write the conflict rows in place of all that were there; one that was there is not compressed again."""
        known = dict(self._connection.execute("SELECT digest, row FROM conflicts"))
        self._connection.execute("DELETE FROM conflicts")
        texts = ((digested(text), text) for text in map(row_text, rows))
        self._connection.executemany(
            "INSERT INTO conflicts (row, digest) VALUES (?, ?)",
            ((known.get(digest) or packed_row_text(text), digest) for digest, text in texts),
        )
