"""Small vocabulary packs for tests: folders that hold a file or two, and all that some data hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ontology.packs import Pack, active, use
from query.knowledge import EXPORTS, KnowledgeBase

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
FUND = CORPUS / "housing_fund"
MEDICAL = [CORPUS / "articles" / name for name in ("128_daqing_geren_zhanghu.txt", "151_tongzhi_zhigong_daiyu.html")]

HEADER = "code,prefLabel,altLabel,hiddenLabel,broader"


@contextmanager
def using(pack: Pack) -> Iterator[None]:
    """Work with `pack` for a while."""
    before = active()
    use(pack)
    try:
        yield
    finally:
        use(before)


def written(folder: Path, files: dict[str, str]) -> Path:
    """Write the files of a pack, by their paths in it, and return its folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def exported(data: Path) -> dict[str, str]:
    """Return all exports of some data."""
    with KnowledgeBase(data) as knowledge:
        found = {kind: json.dumps([*knowledge.rows(kind)], ensure_ascii=False) for kind in EXPORTS}
        found["graph"] = b"".join(knowledge.graph("nquads")).decode()
    return found
