"""Lexical indexes that were written apart, put together without reading them: what is left to do beyond one machine."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

META, MANAGED = "meta.json", ".managed.json"  # of the engine: which segments there are, which files are its own


def joined(folder: Path, parts: Sequence[Path]) -> Path:
    """Move the segments of several indexes into one, and return it; the parts are gone then.

    An index is a list of segments, whatever wrote them, and a search adds up the statistics of all of them before it
    scores: so passages score as in an index that was written in one go.
    """
    folder.mkdir()
    metas = [json.loads((part / META).read_text(encoding="utf-8")) for part in parts]
    assert all(meta["schema"] == metas[0]["schema"] for meta in metas)
    segments = [segment for meta in metas for segment in meta["segments"]]
    files = [path for part in parts for path in part.iterdir() if path.suffix not in (".json", ".lock")]
    for path in files:
        path.rename(folder / path.name)
    (folder / MANAGED).write_text(json.dumps([META, *(path.name for path in files)]), encoding="utf-8")
    (folder / META).write_text(json.dumps(metas[0] | {"segments": segments}), encoding="utf-8")
    for part in parts:
        shutil.rmtree(part)
    return folder
