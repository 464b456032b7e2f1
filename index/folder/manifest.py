"""What a generation says about itself."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path

from index.articles.codec import schema_digest
from ontology.errors import StoreError
from ontology.packs import BUILT_IN

MANIFEST = "manifest.json"
LAYOUT = 5  # raised when files, tables or the graph change their form


def data_format() -> str:
    """Return the version of the data format: the layout, and a digest of the classes that are stored."""
    return f"{LAYOUT}-{schema_digest()}"


@dataclass(frozen=True, slots=True)
class PackIdentity:
    """The vocabulary pack that the articles were read with."""

    name: str = BUILT_IN.name
    folder: str = ""  # "" for a pack that is shipped
    digest: str = ""  # of its own files


@dataclass(frozen=True, slots=True)
class VectorKind:
    """How the vectors are kept."""

    name: str = "flat"  # flat: exact; sq8: a byte a number; ivf-sq8: the same, in lists of which some are searched
    lists: int = 0
    probes: int = 0  # lists that are searched
    recall: float = 1.0  # share of the ten nearest that is found, measured against the exact rows when it was built


@dataclass(frozen=True, slots=True)
class Manifest:
    """Version, pack, encoder, counts and content digests of a generation. No times: same input, same bytes."""

    format: str
    pipeline: str  # fingerprint of rules and code that made the analyses
    encoder: str
    dim: int
    encoder_fingerprint: str
    counts: dict[str, int]
    digests: dict[str, str]  # sha256 each: articles, passages, graph, vocabulary, vectors
    pack: PackIdentity = PackIdentity()
    vectors: VectorKind = VectorKind()


def save(manifest: Manifest, path: Path) -> None:
    """Write `manifest`."""
    text = json.dumps(dataclasses.asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")


def load(path: Path, named: Path | None = None) -> Manifest:
    """Read a manifest.

    Args:
        path: the file.
        named: what a message names in place of the data folder.

    Raises:
        StoreError: if it is broken or of another format version.
    """
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        found = values["format"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(
            f"{path}: no readable manifest ({error}): remove the data folder and run `yibao build`"
        ) from error
    if found != data_format():
        raise StoreError(
            f"{named or path.parents[2]}: the data has format {found}, this yibao reads {data_format()}: "
            "build anew with `yibao build PATH… --data NEW_FOLDER`"
        )
    try:
        parts = {"pack": PackIdentity(**values.get("pack", {})), "vectors": VectorKind(**values.get("vectors", {}))}
        return Manifest(**{**values, **parts})
    except (AttributeError, TypeError) as error:
        raise StoreError(
            f"{path}: no readable manifest ({error}): remove the data folder and run `yibao build`"
        ) from error
