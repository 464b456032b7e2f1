"""Rows and graph as files."""

import csv
import io
import json

import pyarrow.parquet
import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from query_samples import knowledge

from query.export import column_kinds, write_csv, write_jsonl, write_parquet
from query.knowledge import EXPORTS

words = st.text(alphabet='医保,"\n a1', max_size=6)
scalars = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | words | st.lists(words, max_size=3)
tables = st.lists(st.fixed_dictionaries({"a": scalars, "b": scalars}), max_size=6)


@pytest.mark.parametrize("kind", EXPORTS)
def test_jsonl_csv_and_parquet_hold_the_same_rows(kind):
    rows = list(knowledge().rows(kind))
    lines, table, packed = io.StringIO(), io.StringIO(), io.BytesIO()
    write_jsonl(lambda: rows, lines)
    write_csv(lambda: rows, table)
    write_parquet(lambda: rows, packed)
    assert [json.loads(line) for line in lines.getvalue().splitlines()] == rows
    assert len(list(csv.DictReader(io.StringIO(table.getvalue())))) == len(rows)
    packed.seek(0)
    found = pyarrow.parquet.read_table(packed)
    assert found.num_rows == len(rows)
    assert found.column_names == (list(rows[0]) if rows else [])


@given(tables)
def test_any_rows_become_a_parquet_table(rows):
    packed = io.BytesIO()
    write_parquet(lambda: rows, packed)
    packed.seek(0)
    assert pyarrow.parquet.read_table(packed).num_rows == (len(rows) if rows else 0)


@given(tables)
def test_csv_cells_come_back(rows):
    table = io.StringIO()
    write_csv(lambda: rows, table)
    found = list(csv.DictReader(io.StringIO(table.getvalue(), newline="")))
    assert len(found) == len(rows)
    for read, row in zip(found, rows, strict=True):
        for name, value in row.items():
            if isinstance(value, list):
                assert json.loads(read[name]) == value
            elif isinstance(value, int) and not isinstance(value, bool):
                assert int(read[name]) == value


def test_column_kinds():
    assert column_kinds([{"a": True, "b": 1, "c": "x"}, {"a": None, "b": 2, "c": 3}]) == {
        "a": "bool",
        "b": "int",
        "c": "json",
    }


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("trig", pyoxigraph.RdfFormat.TRIG),
        ("nquads", pyoxigraph.RdfFormat.N_QUADS),
        ("turtle", pyoxigraph.RdfFormat.TURTLE),
        ("jsonld", pyoxigraph.RdfFormat.JSON_LD),
    ],
)
def test_the_graph_comes_out_whole(name, format):
    data = b"".join(knowledge().graph(name))
    count = len({quad.triple for quad in pyoxigraph.parse(data, format)})
    assert count == len({quad.triple for quad in pyoxigraph.parse(b"".join(knowledge().graph("nquads")), FOUR)})


FOUR = pyoxigraph.RdfFormat.N_QUADS
