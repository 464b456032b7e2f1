"""What articles come to as Parquet tables: every partition with the same columns of the same types, empty ones too.

Types follow from the name of a column; a column that holds lists or objects is one of JSON text. Rows are those of
`index.articles.records`, mentions one a row.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.articles.codec import unpacked
from index.articles.reading import Prepared
from index.articles.records import block_rows, passage_row
from index.vectors.writing import Ids, Matrix
from ontology.errors import InputError

Row = Mapping[str, Any]

TABLES: Mapping[str, str] = {
    "articles": "article title issued publisher author url source_kind article_place place_code about_places "
    "media_type encoding content_hash raw_length blocks problems on_topic other_topic sections",
    "blocks": "article raw_start raw_end raw clean action reasons kind heading_path",
    "mentions": "article entity type label surface raw_start raw_end place rule",
    "claims": "id article kind value_min value_max unit bound approximate care_type insured_type employment "
    "facility_level place article_place condition relative_to period effective_from effective_until policy_year "
    "service hedge on_topic quote text raw_start raw_end start end block heading_path confidence rule conditions",
    "relations": "id article relation subject subject_code object object_code object_aliases raw_start raw_end quote "
    "service form copies alternative_group only_if seal channel channel_code parts confidence rule",
    "passages": "id article title issued heading_path text raw_start raw_end",
}
WHOLE = frozenset({"raw_start", "raw_end", "start", "end", "block", "blocks", "raw_length"})
REAL = frozenset({"value_min", "value_max", "confidence"})
TRUTH = frozenset({"approximate", "on_topic"})
JSON = frozenset(
    {"about_places", "problems", "sections", "reasons", "heading_path", "conditions", "object", "object_aliases"}
    | {"parts", "copies", "alternative_group"}
)
VECTORS = "vectors"


def require_pyarrow() -> None:
    """Look whether Parquet can be written.

    Raises:
        InputError: if not.
    """
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError as error:
        raise InputError("--partitions needs pyarrow: pip install 'yibao[parquet]'") from error


def rows(table: str, articles: Sequence[Prepared]) -> Iterator[Row]:
    """Yield the rows of one of `TABLES`, in the order of the articles."""
    for one in articles:
        if table == "articles":
            yield one.row
        elif table == "blocks":
            yield from block_rows(unpacked(one.analysis).article)
        elif table == "mentions":
            yield from _mentions(one.entities)
        elif table == "passages":
            yield from (passage_row(passage) for passage, _ in one.passages)
        else:
            yield from one.facts if table == "claims" else one.relations


def write_table(path: Path, table: str, found: Iterable[Row]) -> None:
    """Write the rows of one of `TABLES`."""
    import pyarrow
    import pyarrow.parquet

    columns: dict[str, list[Any]] = {name: [] for name in TABLES[table].split()}
    for row in found:
        for name, values in columns.items():
            values.append(_cell(name, row[name]))
    schema = pyarrow.schema([(name, _type(name, table)) for name in columns])
    pyarrow.parquet.write_table(pyarrow.table(columns, schema=schema), path)


def write_vectors(path: Path, ids: Sequence[int], vectors: Matrix) -> None:
    """Write passage ids and their vectors, shape (passages, dim)."""
    import pyarrow
    import pyarrow.parquet

    flat = pyarrow.array(np.ascontiguousarray(vectors, np.float32).reshape(-1))
    column = pyarrow.FixedSizeListArray.from_arrays(flat, vectors.shape[1])
    table = pyarrow.table({"id": pyarrow.array(ids, pyarrow.int64()), "vector": column})
    pyarrow.parquet.write_table(table, path)


def read_vectors(path: Path) -> tuple[Ids, Matrix]:
    """Return what `write_vectors` wrote."""
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(path).combine_chunks()
    vectors = table["vector"].combine_chunks()
    rows = vectors.flatten().to_numpy(zero_copy_only=False).reshape(-1, vectors.type.list_size)
    return table["id"].to_numpy(), rows


def _type(name: str, table: str) -> Any:
    import pyarrow

    if name in WHOLE or (name, table) == ("id", "passages"):
        return pyarrow.int64()
    return pyarrow.float64() if name in REAL else pyarrow.bool_() if name in TRUTH else pyarrow.string()


def _cell(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in JSON:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return float(value) if name in REAL else value


def _mentions(entities: Iterable[Row]) -> Iterator[Row]:
    for entity in entities:
        for mention in entity["mentions"]:
            yield {name: entity[name] for name in ("article", "type", "label")} | {"entity": entity["id"], **mention}
