"""The client of Milvus, and its faults as one line. The only module that imports it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from index.vectors.milvus.address import Address
from ontology.errors import InputError, StoreError

PATIENCE = 10.0  # seconds until a server that does not answer is given up
EXTRA = "pip install 'yibao[milvus]'"


def connected(address: Address) -> Any:
    """Return a client of the server, or of the embedded file, at an address.

    Raises:
        InputError: if the client is not installed.
        StoreError: if there is no answer.
    """
    try:
        from pymilvus import MilvusClient

        if address.embedded:
            import milvus_lite  # noqa: F401
    except ImportError as error:
        raise InputError(f"--vectors {address.shown}: {error.name} is not installed: {EXTRA}") from error
    for name in ("pymilvus", "milvus_lite", "grpc"):  # what they log is raised as well, and told in one line
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    with told(address):
        return MilvusClient(address.uri, token=address.token, timeout=PATIENCE)


def closed(client: Any, address: Address) -> None:
    """Let go of a client, and of the file that it has open."""
    client.close()
    if address.embedded:
        from milvus_lite.server_manager import server_manager_instance

        server_manager_instance.release_server(address.uri)


@contextmanager
def told(address: Address) -> Iterator[None]:
    """Turn what the client raises into one line.

    Raises:
        StoreError: naming the address.
    """
    from pymilvus.exceptions import MilvusException

    try:
        yield
    except MilvusException as error:
        reason = " ".join(str(error.message).split())
        if "Open local milvus failed" in reason:
            reason = "it is no such file, or another process has it open: one at a time may"
        elif "Fail connecting" in reason:
            reason = "it cannot be reached: is the server running?"
        raise StoreError(f"{address.shown}: {reason[:300]}") from error
    except (OSError, ValueError) as error:
        raise StoreError(f"{address.shown}: {' '.join(str(error).split())[:300]}") from error
