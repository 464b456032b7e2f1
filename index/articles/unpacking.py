"""Rows that searches read again and again, unpacked once: bounded in number."""

from __future__ import annotations

from dataclasses import fields
from functools import lru_cache
from typing import NamedTuple

from index.articles.packing import unpacked_row
from index.articles.passages import Passage


class Related(NamedTuple):
    """A relation by what it joins, and where it stands."""

    relation: str
    raw_start: int
    codes: frozenset[str]  # of its ends
    service: str | None  # label of the service that it belongs to


@lru_cache(maxsize=1024)
def related(rows: bytes) -> tuple[Related, ...]:
    """Return what the packed relations of an article join."""
    return tuple(
        Related(
            row["relation"],
            row["raw_start"],
            frozenset(code for code in (row["subject_code"], row["object_code"]) if code),
            row["service"],
        )
        for row in unpacked_row(rows)
    )


_HEADING_PATH = [field.name for field in fields(Passage)].index("heading_path")


@lru_cache(maxsize=2048)  # a search asks for the same passages several times, people for the same articles
def passage(row: bytes) -> Passage:
    """Return a packed passage."""
    values = unpacked_row(row)
    values[_HEADING_PATH] = tuple(values[_HEADING_PATH])
    return Passage(*values)
