"""Which encoder some data goes with."""

from __future__ import annotations

from pathlib import Path

from index.encoder import Encoder, encoder
from index.folder.generation import Generation
from index.folder.manifest import Manifest
from ontology.errors import InputError, StoreError


def chosen_encoder(asked: Encoder | str | None, previous: Generation | None) -> Encoder:
    """Return the encoder asked for; if none is, the one of the previous generation, else the shipped one.

    Raises:
        InputError: if it cannot be loaded.
    """
    if isinstance(asked, str):  # a folder is remembered by its full path: the data may be read from elsewhere
        return encoder(str(Path(asked).resolve()) if Path(asked).is_dir() else asked)
    if asked is not None:
        return asked
    return _named(previous.manifest.encoder) if previous else encoder(None)


def encoder_of(manifest: Manifest) -> Encoder:
    """Return the encoder that the data was built with.

    Raises:
        StoreError: if it is gone, or is no longer the same.
    """
    try:
        found = _named(manifest.encoder)
    except InputError as error:
        raise StoreError(
            f"the data was built with encoder {manifest.encoder}, which cannot be loaded: {error}"
        ) from error
    return fitting(found, manifest)


def fitting(found: Encoder, manifest: Manifest) -> Encoder:
    """Return `found` if it is the encoder that the data was built with.

    Raises:
        StoreError: if it is another one.
    """
    if found.fingerprint != manifest.encoder_fingerprint:
        raise StoreError(
            f"the data was built with encoder {manifest.encoder} ({manifest.encoder_fingerprint[:8]}), "
            f"this is {found.name} ({found.fingerprint[:8]}): run `yibao build PATH… --encoder {found.name}`"
        )
    return found


def _named(name: str) -> Encoder:
    shipped = encoder(None)
    return shipped if name == shipped.name else encoder(name)
