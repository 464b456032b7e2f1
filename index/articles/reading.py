"""The store of analysed articles: one SQLite file with analyses, export rows, passages and conflicts. Reading."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Self

from index.articles.codec import unpacked
from index.articles.packing import split_terms, teach, unpacked_row
from index.articles.passages import Passage
from index.articles.unpacking import Related, passage, related
from ingest.article import Analysis
from ontology.errors import StoreError

Row = dict[str, Any]  # a JSON line of the contract

ROWS = ("facts", "entities", "relations")
PER_ARTICLE = ("entities", "relations")  # whose rows stand together, one record an article
TABLES = ("articles", "passages", *ROWS, "conflicts")
CHUNK = 500  # ids asked for in one statement
ARTICLES = "SELECT a.row, s.source FROM articles a LEFT JOIN sources s ON s.article = a.name"
FACTS = "SELECT f.row, a.articles, a.sources FROM facts f LEFT JOIN attestations a ON a.id = f.id"


@dataclass(frozen=True, slots=True)
class Terms:
    """A passage as the lexical index sees it: the terms of each field, blank-separated."""

    title: str
    heading: str
    words: str  # of the text
    characters: str  # single Han characters of the text


class Stated(NamedTuple):
    """What a fact states, and where."""

    fact: str  # id
    article: str
    place: str | None
    key: str  # see `index.repetition.stated_keys`


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that the index keeps of one article, ready to be written."""

    name: str
    content_hash: str  # of raw text and metadata
    version: str  # of content and pipeline: the same version needs no new analysis
    row: Row
    facts: Sequence[Row]
    stated: Sequence[str]  # the key of each fact, see `index.repetition.stated_keys`
    entities: Sequence[Row]
    relations: Sequence[Row]
    passages: Sequence[tuple[Passage, Terms]]
    prints: bytes  # of its blocks, see `index.repetition.prints`
    clean_text: bytes  # compressed
    quads: str  # its named graph as N-Quads
    quads_digest: str
    statements: int  # in it
    raw_text: bytes  # compressed
    analysis: bytes


class Articles:
    """Read an article store, from any thread: articles in the order of their names, all else as it stands in them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use an open connection."""
        self._connection = connection
        teach(connection)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a finished store, read-only.

        Raises:
            StoreError: if it is missing or broken.
        """
        try:  # immutable: a generation never changes, so no lock files are needed, nor a folder one may write to
            connection = sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True, check_same_thread=False)
            connection.execute("SELECT count(*) FROM articles WHERE name = ''")
        except sqlite3.Error as error:
            raise StoreError(
                f"{path}: cannot be read ({error}): remove the data folder and run `yibao build`"
            ) from error
        return cls(connection)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def versions(self) -> dict[str, str]:
        """Return the version of each article, by name."""
        return dict(self._connection.execute("SELECT name, version FROM articles ORDER BY name"))

    def content_hashes(self, names: Sequence[str] | None = None) -> dict[str, str]:
        """Return the content hash of each article, or of some, by name."""
        if names is not None:
            return dict(self._by_id("SELECT name, content_hash FROM articles WHERE name IN ({})", names))
        return dict(self._connection.execute("SELECT name, content_hash FROM articles ORDER BY name"))

    def quads_digests(self) -> dict[str, str]:
        """Return the digest of each article's named graph, by name."""
        return dict(self._connection.execute("SELECT name, quads FROM articles ORDER BY name"))

    def stated(self) -> Iterator[Stated]:
        """Yield what each fact states."""
        statement = """SELECT id, article, region, stated FROM facts ORDER BY article, place"""
        yield from map(Stated._make, self._connection.execute(statement))

    def statements(self) -> int:
        """Return how many statements the named graphs of all articles hold."""
        return int(self._connection.execute("SELECT coalesce(sum(statements), 0) FROM articles").fetchone()[0])

    def prints(self) -> Iterator[tuple[str, bytes]]:
        """Yield the block prints of each article."""
        yield from self._connection.execute("SELECT name, prints FROM articles ORDER BY name")

    def clean_text(self, name: str) -> str:
        """Return the clean text of an article, "" if there is no such article."""
        found = self._connection.execute("SELECT clean_text FROM articles WHERE name = ?", (name,)).fetchone()
        return zlib.decompress(found[0]).decode("utf-8", "surrogatepass") if found else ""

    def sources(self) -> dict[str, str]:
        """Return the independent source of each article, named after the first article of that source."""
        return dict(self._connection.execute("SELECT article, source FROM sources ORDER BY article"))

    def raw_text(self, name: str) -> str:
        """Return the raw text of an article, "" if there is no such article."""
        found = self._connection.execute("SELECT raw_text FROM articles WHERE name = ?", (name,)).fetchone()
        return zlib.decompress(found[0]).decode("utf-8", "surrogatepass") if found else ""

    def analysis(self, name: str) -> Analysis | None:
        """Return the analysis of an article, None if there is no such article."""
        found = self._connection.execute("SELECT analysis FROM articles WHERE name = ?", (name,)).fetchone()
        return unpacked(found[0]) if found else None

    def analyses(self) -> Iterator[Analysis]:
        """Yield the analyses of all articles."""
        for (data,) in self._connection.execute("SELECT analysis FROM articles ORDER BY name"):
            yield unpacked(data)

    def article(self, name: str) -> Row | None:
        """Return the export row of an article, None if there is no such article."""
        found = self._connection.execute(f"{ARTICLES} WHERE a.name = ?", (name,)).fetchone()
        return _article(found) if found else None

    def rows(self, kind: str, article: str | None = None) -> Iterator[Row]:
        """Yield the export rows of a kind: articles, facts, entities, relations, conflicts; of one article if named."""
        if kind == "facts":
            yield from self._facts(article)
            return
        if kind == "articles":
            yield from map(_article, self._connection.execute(f"{ARTICLES} ORDER BY a.name"))
            return
        if kind == "conflicts":
            for (row,) in self._connection.execute("SELECT row FROM conflicts ORDER BY place"):
                yield unpacked_row(row)
            return
        where, values = ("", ()) if article is None else (" WHERE article = ?", (article,))
        for (rows,) in self._connection.execute(f"SELECT rows FROM {_table(kind)}{where} ORDER BY article", values):
            yield from unpacked_row(rows)

    def related(self, articles: Sequence[str], kinds: Collection[str]) -> Iterator[tuple[str, Related]]:
        """Yield the articles in the order asked for, each with what its relations of some kinds join."""
        asked = [json.dumps(kind) for kind in kinds]
        found = self._by_id("SELECT article, rows, names FROM relations WHERE article IN ({})", articles)
        for article in articles:
            rows, names = found.get(article, (b"", ""))
            if any(kind in names for kind in asked):  # else nothing of it need be unpacked
                yield from ((article, one) for one in related(rows) if one.relation in kinds)

    def entities(self, article: str, identifier: str) -> list[Row]:
        """Return the rows of an article for the thing with an id: one for each type that it is taken for."""
        return [row for row in self.rows("entities", article) if row["id"] == identifier]

    def conflict_places(self) -> Iterator[tuple[int, Row]]:
        """Yield the place of each conflict in the export, and its row."""
        for place, row in self._connection.execute("SELECT place, row FROM conflicts ORDER BY place"):
            yield place, unpacked_row(row)

    def conflicts(self, places: Sequence[int]) -> list[Row]:
        """Return the conflicts at these places, in the order asked for; unknown places are passed over."""
        found = self._by_id("SELECT place, row FROM conflicts WHERE place IN ({})", places)
        return [unpacked_row(found[place]) for place in places if place in found]

    def facts(self, ids: Sequence[str]) -> list[Row]:
        """Return the fact rows with these ids, in the order asked for; unknown ids are passed over."""
        found: dict[str, Row] = {}
        for start in range(0, len(ids), CHUNK):
            chunk = ids[start : start + CHUNK]
            where = f"WHERE f.id IN ({','.join('?' * len(chunk))})"
            found.update((row["id"], row) for row in map(_fact, self._connection.execute(f"{FACTS} {where}", chunk)))
        return [found[key] for key in ids if key in found]

    def fact_fields(self, names: Sequence[str]) -> Iterator[tuple[str, str, list[Any]]]:
        """Yield id, article and some fields of each fact, in the order of the export; truth is true or false."""
        paths = ", ".join("?" * len(names))
        statement = f"SELECT id, article, json_extract(row_text(row), {paths}) FROM facts ORDER BY article, place"
        for identifier, article, values in self._connection.execute(statement, [f"$.{name}" for name in names]):
            yield identifier, article, json.loads(values)

    def issued(self) -> dict[str, str]:
        """Return the dates of the articles that have one, by name."""
        statement = "SELECT name, json_extract(row_text(row), '$.issued') AS day FROM articles WHERE day IS NOT NULL"
        return dict(self._connection.execute(statement))

    def article_fields(self, names: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yield the name of each article, and some fields of its row as a JSON list."""
        paths = ", ".join("?" * len(names))
        statement = f"SELECT name, json_extract(row_text(row), {paths}) FROM articles ORDER BY name"
        yield from self._connection.execute(statement, [f"$.{name}" for name in names])

    def _facts(self, article: str | None) -> Iterator[Row]:
        where, values = ("", ()) if article is None else ("WHERE f.article = ?", (article,))
        yield from map(_fact, self._connection.execute(f"{FACTS} {where} ORDER BY f.article, f.place", values))

    def passages(self, article: str | None = None) -> Iterator[Passage]:
        """Yield all passages, or those of one article."""
        where, values = ("", ()) if article is None else (" WHERE article = ?", (article,))
        statement = f"SELECT row FROM passages{where} ORDER BY article, place"
        for (row,) in self._connection.execute(statement, values):
            yield passage(row)

    def passages_by_id(self, ids: Sequence[int]) -> list[Passage]:
        """Return the passages with these ids, in the order asked for; unknown ids are passed over."""
        found = self._by_id("SELECT id, row FROM passages WHERE id IN ({})", ids)
        return [passage(found[key]) for key in ids if key in found]

    def passage_ids(self, articles: Iterable[str] | None = None) -> list[int]:
        """Return the ids of all passages, or of those of some articles, in article and text order."""
        if articles is None:
            return [key for (key,) in self._connection.execute("SELECT id FROM passages ORDER BY article, place")]
        statement = "SELECT id FROM passages WHERE article = ? ORDER BY place"
        return [key for name in articles for (key,) in self._connection.execute(statement, (name,))]

    def passage_articles(self) -> Iterator[tuple[int, str]]:
        """Yield the id of each passage and the name of its article."""
        yield from self._connection.execute("SELECT id, article FROM passages ORDER BY article, place")

    def terms(self) -> Iterator[tuple[int, Terms]]:
        """Yield id and index terms of all passages."""
        for key, terms in self._connection.execute("SELECT id, terms FROM passages ORDER BY article, place"):
            yield key, Terms(*split_terms(terms))

    def relation_counts(self) -> dict[str, int]:
        """Return how many relations there are of each name."""
        found: Counter[str] = Counter()
        for (names,) in self._connection.execute("SELECT names FROM relations"):
            found.update(json.loads(names))
        return dict(sorted(found.items()))

    def counts(self) -> dict[str, int]:
        """Return how many rows each table has."""
        numbers = {table: "coalesce(sum(count), 0)" if table in PER_ARTICLE else "count(*)" for table in TABLES}
        return {
            table: self._connection.execute(f"SELECT {number} FROM {table}").fetchone()[0]
            for table, number in numbers.items()
        }

    def _by_id(self, statement: str, ids: Sequence[Any]) -> Mapping[Any, Any]:
        found: dict[Any, Any] = {}
        for start in range(0, len(ids), CHUNK):
            chunk = ids[start : start + CHUNK]
            rows = self._connection.execute(statement.format(",".join("?" * len(chunk))), tuple(chunk))
            found.update((key, values[0] if len(values) == 1 else tuple(values)) for key, *values in rows)
        return found


def _article(found: tuple[bytes, str | None]) -> Row:
    return {**unpacked_row(found[0]), "source": found[1]}


def _fact(found: tuple[bytes, int | None, int | None]) -> Row:
    row, articles, sources = found
    return {**unpacked_row(row), "attestations": articles, "independent_sources": sources}


def _table(kind: str) -> str:
    if kind not in ("articles", "conflicts", *ROWS):
        raise ValueError(f"no rows of kind {kind!r}; known: articles, conflicts, {', '.join(ROWS)}")
    return kind
