"""Which vocabulary pack some data goes with."""

from __future__ import annotations

from pathlib import Path

from index.folder.generation import Generation
from index.folder.manifest import Manifest, PackIdentity
from ontology.errors import StoreError, YibaoError
from ontology.packs import BUILT_IN, Pack, pack_called, shipped_packs


def identity(pack: Pack) -> PackIdentity:
    """Return what the data keeps of a pack: a shipped one is found by its name, another one by its folder."""
    shipped = pack == BUILT_IN or pack in shipped_packs().values()
    return PackIdentity(pack.name, "" if shipped else str(pack.folder), pack.digest())


def pack_to_build(asked: Pack | None, previous: Generation | None, data: Path) -> Pack:
    """Return the pack asked for; if none is, the one of the previous generation, else the built-in one.

    Raises:
        StoreError: if the data holds articles that were read with a pack of another name.
    """
    if previous is None:
        return asked or BUILT_IN
    known = previous.manifest.pack
    if asked is None:
        return _recorded(known, data)
    if not _called(asked, known):
        raise StoreError(
            f"{data}: built with the vocabulary pack {known.name}, not {asked.name}: "
            f"build into a folder of its own, `yibao build PATH… --ontology {_named(asked)} --data NEW_FOLDER`"
        )
    return asked


def pack_to_read(asked: Pack | None, manifest: Manifest, data: Path) -> Pack:
    """Return the pack that some data was built with.

    Raises:
        StoreError: if it is gone, is no longer the same, or another one is asked for.
    """
    known = manifest.pack
    if asked and not _called(asked, known):
        raise StoreError(
            f"{data}: built with the vocabulary pack {known.name}, not {asked.name}: leave --ontology "
            f"(or $YIBAO_ONTOLOGY) out, or run `yibao build PATH… --ontology {_named(asked)} --data NEW_FOLDER`"
        )
    pack = asked or _recorded(known, data)
    if pack != BUILT_IN and pack.digest() != known.digest:  # the built-in one has the version of the code
        raise StoreError(
            f"{data}: the vocabulary pack {pack.name} is not as it was when the data was built: "
            f"run `yibao build PATH… --ontology {_named(pack)} --data {data}`"
        )
    return pack


def _called(asked: Pack, known: PackIdentity) -> bool:
    """Whether a pack is the one that is known by this name, be it as it was then or not, and wherever it lies now."""
    return asked.name == known.name and bool(identity(asked).folder) == bool(known.folder)


def _recorded(known: PackIdentity, data: Path) -> Pack:
    try:
        return pack_called(known.folder or known.name)
    except YibaoError as error:
        place = f" in {known.folder}" if known.folder else ""
        raise StoreError(
            f"{data}: built with the vocabulary pack {known.name}{place}, which cannot be read: "
            f"name its folder with --ontology DIR"
        ) from error


def _named(pack: Pack) -> str:
    return identity(pack).folder or pack.name
