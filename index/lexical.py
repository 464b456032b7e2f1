"""The lexical index: tantivy over terms that the ontology's segmenter cut, BM25 for each field."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

import tantivy

from index.articles.passages import Hit, Passage
from index.articles.reading import Terms
from index.settings import settings
from ontology.errors import StoreError
from ontology.segmenter import tokens

FIELDS = ("title", "heading", "words", "characters")
ANALYZER = "terms"  # terms come blank-separated: the engine must not cut them again
HEAP = 64_000_000  # bytes that one writer may hold before it writes a segment
LOCKS = ".lock"
TIES = 16  # asked for beyond k, see `vectors`
_CHARACTER = re.compile(r"[\u3400-\u9fff]")  # a term of one Han character


class Lexical:
    """The lexical index of a generation."""

    def __init__(self, index: Any) -> None:
        """Use an open tantivy index."""
        index.register_tokenizer(ANALYZER, _analyzer())
        index.reload()
        self._schema = index.schema
        self._searcher = index.searcher()

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the index in `folder`.

        Raises:
            StoreError: if it is missing or broken.
        """
        try:
            with _lockable(folder) as place:
                return cls(tantivy.Index.open(place))  # all files are open from here on
        except (ValueError, OSError) as error:
            raise StoreError(f"{folder}: cannot be read: remove the data folder and run `yibao build`") from error

    def __len__(self) -> int:
        """Return the number of passages."""
        return int(self._searcher.num_docs)

    def ids(self) -> list[int]:
        """Return the ids of all passages, sorted."""
        if not len(self):
            return []
        found = self._searcher.search(tantivy.Query.all_query(), limit=len(self))
        return sorted(self._ids([address for _, address in found.hits]))

    def search(self, query: str, k: int, among: Sequence[int] | None = None) -> list[Hit]:
        """Return the passages that share terms with `query`, best first; equal scores in the order of ids.

        Args:
            query: a question or words, in simplified Chinese.
            k: how many; fewer come back when fewer share a term.
            among: ids of the passages to look at, None for all.
        """
        asked = self._query(query)
        if asked is None or k <= 0 or (among is not None and not among):
            return []
        if among is not None:
            only = tantivy.Query.term_set_query(self._schema, "id", list(among))
            must = tantivy.Occur.Must
            asked = tantivy.Query.boolean_query([(must, asked), (must, tantivy.Query.const_score_query(only, 0.0))])
        found = self._best(asked, k)
        ids = self._ids([address for _, address in found])
        order = sorted((-score, key) for key, (score, _) in zip(ids, found, strict=True))
        return [Hit(key, -score) for score, key in order[:k]]

    def _best(self, asked: Any, k: int) -> list[Any]:
        """Return at least the best k, and all that score as the last of them does: the engine orders those by place."""
        limit = k + TIES
        while True:
            found: list[Any] = self._searcher.search(asked, limit=limit).hits
            if len(found) < limit or found[-1][0] < found[k - 1][0]:
                return found
            limit *= 4

    def _query(self, text: str) -> Any:
        boosts = settings().lexical.boosts
        parts = []
        for term in dict.fromkeys(tokens(text)):
            for field in ("characters",) if _CHARACTER.fullmatch(term) else ("title", "heading", "words"):
                query = tantivy.Query.term_query(self._schema, field, term, "freq")
                parts.append((tantivy.Occur.Should, tantivy.Query.boost_query(query, boosts[field])))
        return tantivy.Query.boolean_query(parts) if parts else None

    def _ids(self, addresses: list[Any]) -> list[int]:
        return [int(key) for key in self._searcher.fast_field_values("id", addresses)] if addresses else []


@contextmanager
def _lockable(folder: Path) -> Iterator[str]:
    """Yield a folder with the files of `folder` that a lock can be written to: the engine takes one to read as well."""
    if os.access(folder, os.W_OK) or not folder.is_dir():
        yield str(folder)
        return
    with TemporaryDirectory(ignore_cleanup_errors=True) as place:  # the engine may still write its lock
        for path in folder.iterdir():
            if path.suffix != LOCKS:
                Path(place, path.name).symlink_to(path.resolve())
        yield place


def save(folder: Path, passages: Iterable[tuple[int, Terms]]) -> None:
    """Write an index of the passages, in their order."""
    folder.mkdir()
    index = tantivy.Index(_schema(), path=str(folder))
    index.register_tokenizer(ANALYZER, _analyzer())
    writer = index.writer(HEAP, 1)  # one thread: documents keep their order
    for key, terms in passages:
        document = tantivy.Document()
        document.add_unsigned("id", key)
        document.add_text("title", terms.title)
        document.add_text("heading", terms.heading)
        document.add_text("words", terms.words)
        document.add_text("characters", terms.characters)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    for path in folder.glob("*.json"):  # the engine makes them for the owner's eyes alone, unlike all other files
        path.chmod(folder.stat().st_mode & 0o666)


def terms(passage: Passage) -> Terms:
    """Return the terms of a passage for each field."""
    title, heading = _words(passage.title), _words("\n".join(passage.heading_path))
    return Terms(title, heading, *words_and_characters(passage.text))


def words_and_characters(text: str) -> tuple[str, str]:
    """Return the terms of a text, blank-separated: those of several characters, and single Han characters."""
    found = tokens(text)
    words = " ".join(term for term in found if not _CHARACTER.fullmatch(term))
    return words, " ".join(term for term in found if _CHARACTER.fullmatch(term))


@lru_cache(1024)  # titles and headings come again with each passage
def _words(text: str) -> str:
    return " ".join(term for term in tokens(text) if not _CHARACTER.fullmatch(term))


def _analyzer() -> Any:
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("id", indexed=True, fast=True)
    for field in FIELDS:
        builder.add_text_field(field, tokenizer_name=ANALYZER, index_option="freq")
    return builder.build()
