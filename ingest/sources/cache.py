"""Pages kept between builds, one file each: a line of JSON about the answer, then its body."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.sources.http import Response

KEPT = ("content-type", "etag", "last-modified")


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of answers by the URL that was asked for. A damaged file is as good as none."""

    folder: Path

    def get(self, url: str) -> Response | None:
        """Return the answer kept for `url`."""
        try:
            head, _, body = self._path(url).read_bytes().partition(b"\n")
            known: dict[str, Any] = json.loads(head)
            if known["asked"] == url and known["sha256"] == hashlib.sha256(body).hexdigest():
                return Response(str(known["url"]), 200, _kept(known["headers"]), body)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            pass
        return None

    def put(self, url: str, answer: Response) -> None:
        """Keep an answer; readers see the old one or the new one whole.

        Raises:
            OSError: if it cannot be written.
        """
        known = {
            "asked": url,
            "url": answer.url,
            "headers": _kept(answer.headers),
            "sha256": hashlib.sha256(answer.body).hexdigest(),
        }
        path = self._path(url)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".draft-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(json.dumps(known).encode() + b"\n" + answer.body)
            os.replace(draft, path)
        except OSError:
            os.unlink(draft)
            raise

    def _path(self, url: str) -> Path:
        digest = hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()
        return self.folder / digest[:2] / digest


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: str(headers[name]) for name in KEPT if name in headers}
