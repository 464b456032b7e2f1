"""Writing a Milvus collection: the vector of each passage, and what filters know of its article."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.articles.filters import Traits
from index.vectors.milvus.address import Address
from index.vectors.milvus.connection import told
from index.vectors.milvus.reading import count
from ontology.errors import StoreError

BATCH = 4096  # rows of one request: some MB, servers take 64
EXACT, LISTS = "FLAT", "IVF_SQ8"

Entry = tuple[int, NDArray[np.float32], Traits]  # passage id, unit vector, what is known of its article


@dataclass(frozen=True, slots=True)
class Form:
    """How a collection keeps vectors."""

    dim: int
    lists: int = 0  # of 8-bit rows; 0 for exact rows that are all looked at
    about: str = ""  # for people


def fill(
    client: Any,
    address: Address,
    collection: str,
    form: Form,
    entries: Iterable[Entry],
    progress: Callable[[int], None] = lambda done: None,
) -> None:
    """Make a collection that holds just `entries`.

    Raises:
        StoreError: if the server does not take all of them.
    """
    sent = 0
    with told(address):
        index = client.prepare_index_params()
        lists = {"nlist": form.lists} if form.lists else {}
        index.add_index("vector", index_type=LISTS if lists else EXACT, metric_type="IP", params=lists)
        client.create_collection(
            collection, schema=_schema(form), index_params=index, consistency_level="Strong", timeout=None
        )
        batch: list[dict[str, Any]] = []
        for key, row, about in entries:
            batch.append({"id": key, "vector": row, **about._asdict(), "places": [*about.places]})
            if len(batch) == BATCH:
                client.insert(collection, batch)
                sent, batch = sent + len(batch), []
                progress(sent)
        if batch:
            client.insert(collection, batch)
        client.flush(collection)
        taken = count(client, collection)
    if taken != sent + len(batch):
        raise StoreError(f"{address.shown}: took {taken} of {sent + len(batch)} vectors: run this again")


def _schema(form: Form) -> Any:
    from pymilvus import CollectionSchema, DataType, FieldSchema

    text = DataType.VARCHAR
    fields = [
        FieldSchema("id", DataType.INT64, is_primary=True),
        FieldSchema("vector", DataType.FLOAT_VECTOR, dim=form.dim),
        FieldSchema("article", text, max_length=4096),  # bytes
        FieldSchema("issued", text, max_length=32),
        FieldSchema("source_kind", text, max_length=128),
        FieldSchema("places", DataType.ARRAY, element_type=text, max_capacity=1024, max_length=64),
    ]
    return CollectionSchema(fields, description=form.about, auto_id=False, enable_dynamic_field=False)
