"""Whether the tests can open an embedded Milvus."""

from __future__ import annotations

from importlib.util import find_spec


def lacking() -> str:
    """Return why there is none, "" where there is one."""
    names = [name for name in ("pymilvus", "milvus_lite") if find_spec(name) is None]
    return f"{names[0]} is not installed: pip install 'yibao[milvus]'" if names else ""
