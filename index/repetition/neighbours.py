"""Blocks that are alike and yet not the same: found by MinHash, then aligned with the first of their kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.repetition.blocks import Cluster
from index.repetition.texts import Texts
from ingest.cleaning.repetition.alignment import Alignment, aligned
from ingest.cleaning.repetition.repetition_rules import repetition_rules


@dataclass(frozen=True, slots=True)
class Variant:
    """A cluster that says nearly what another one says, but for a value or for words."""

    of: Cluster
    cluster: Cluster
    alignment: Alignment  # from `of` to `cluster`


class Bands:
    """Blocks by the bands of their MinHash; of the blocks in one band only the first few are kept."""

    def __init__(self) -> None:
        """Start empty."""
        self._holders: dict[int, list[int]] = {}

    def add(self, key: int, bands: Sequence[int]) -> None:
        """Keep `key` under its bands."""
        for band in _numbered(bands):
            held = self._holders.setdefault(band, [])
            if len(held) < repetition_rules().blocks.leaders:
                held.append(key)

    def alike(self, bands: Sequence[int]) -> list[int]:
        """Return the keys that share most bands, few enough to be aligned with."""
        shared = Counter(key for band in _numbered(bands) for key in self._holders.get(band, ()))
        order = sorted(shared.items(), key=lambda item: (-item[1], item[0]))
        return [key for key, _ in order[: repetition_rules().blocks.compared]]


def variants(texts: Texts) -> Iterator[Variant]:
    """Yield the clusters that are variants of an earlier one, each with the one that it is most alike.

    The first cluster of its kind leads, and the others are aligned with leaders only, so that the work grows with the
    number of clusters, however many are alike.
    """
    rows = texts.blocks.rows
    by_form: dict[int, Cluster] = {}
    leaders: dict[int, Cluster] = {}
    index = Bands()
    for cluster in texts.blocks.clusters():
        row = rows[cluster.first]
        known = by_form.setdefault(int(row["value"]), cluster)
        bands = row["bands"].tolist()
        candidates = [known] if known is not cluster else [leaders[key] for key in index.alike(bands)]
        found = best(texts, cluster, candidates)
        if found:
            yield found
        elif known is cluster:
            leaders[cluster.first] = cluster
            index.add(cluster.first, bands)


def best(texts: Texts, cluster: Cluster, candidates: Sequence[Cluster]) -> Variant | None:
    """Return the candidate that is most alike, None if none is alike enough."""
    mine = texts.tokens(cluster.first)
    found = [Variant(one, cluster, aligned(texts.tokens(one.first), mine)) for one in candidates]
    alike = max(found, key=lambda one: one.alignment.alike, default=None)
    return alike if alike and alike.alignment.alike >= repetition_rules().blocks.alike else None


def _numbered(bands: Sequence[int]) -> Iterator[int]:
    return (place << 32 | band for place, band in enumerate(bands))
