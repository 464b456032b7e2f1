"""Vocabulary packs: one folder of data for each domain, and which of them this process works with.

The built-in pack is the folder of this module: `vocabulary/`, `rules/`, `models/`, `shapes.ttl`. Another pack holds
only what differs, under the same names; `packs/README.md` says how. One process works with one pack at a time:
`use` lets another one in and forgets all that was compiled from the one before.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from ontology.errors import DataError, InputError
from ontology.forgetting import forget

ROOT = Path(__file__).parent
SHIPPED = ROOT / "packs"
MORE = "+"  # behind the stem of a file that is laid over the inherited one: rules/dirt+.yaml
KINDS = {  # folder → the endings of what is read there
    "vocabulary": (".csv", ".txt"),
    "rules": (".yaml",),
    "models": (".tsv",),
    "": ("shapes.ttl", "shapes+.ttl"),
}
OPEN = ("vocabulary/.csv",)  # files that a pack may add; of all others the code knows the names
NOTES = ".md"  # for people, and read by nothing


@dataclass(frozen=True, slots=True)
class Pack:
    """A folder of domain data; what it does not hold is inherited from the built-in pack, file by file."""

    name: str
    folder: Path

    def layers(self, relative: str) -> tuple[Path, ...]:
        """Return the files that make up one file of the pack, the lowest first.

        >>> [path.name for path in BUILT_IN.layers("rules/dirt.yaml")]
        ['dirt.yaml']
        """
        own = self.folder / relative
        more = own.with_stem(own.stem + MORE)
        base = own if own.is_file() else ROOT / relative
        return (base, more) if more.is_file() else (base,)

    def stems(self, folder: str, ending: str) -> tuple[str, ...]:
        """Return the stems of the files in a folder of the pack, its own and the inherited ones, in order."""
        found = (path for root in (ROOT, self.folder) for path in (root / folder).glob(f"*{ending}"))
        return tuple(sorted({path.stem.removesuffix(MORE) for path in found}))

    def owns(self, path: Path) -> bool:
        """Whether a file is the pack's own, not inherited."""
        return path.is_relative_to(self.folder)

    def files(self) -> tuple[Path, ...]:
        """Return the pack's own files, in order."""
        found = ((self.folder / kind).glob(f"*{end}") for kind, ends in KINDS.items() for end in ends)
        return tuple(sorted(path for paths in found for path in paths))

    def digest(self) -> str:
        """Return a digest of the names and bytes of the pack's own files."""
        found = hashlib.sha256()
        for path in self.files():
            found.update(f"{path.relative_to(self.folder).as_posix()}\0".encode())
            found.update(hashlib.sha256(path.read_bytes()).digest())
        return found.hexdigest()


BUILT_IN = Pack("medical_insurance", ROOT)
_active = BUILT_IN
_chosen: Pack | None = None


def active() -> Pack:
    """Return the pack that this process works with."""
    return _active


def use(pack: Pack) -> None:
    """Work with `pack` from now on. Not to be called while another thread is at work with another pack."""
    global _active
    if pack != _active:
        _active = pack
        forget()


def choose(pack: Pack | None) -> None:
    """Work with the pack that the user named; with None, with the one that the data at hand was built with."""
    global _chosen
    _chosen = pack
    use(pack or BUILT_IN)


def chosen() -> Pack | None:
    """Return the pack that the user named: no data of another one is to be read. None if the data may decide."""
    return _chosen


def pack_called(where: str | Path) -> Pack:
    """Return the pack called `where`, if one of that name is shipped, else the one in the folder `where`.

    Raises:
        InputError: if there is no such pack.
        DataError: if it holds a file that nothing would read; one line per file.
    """
    if str(where) == BUILT_IN.name:
        return BUILT_IN
    shipped = shipped_packs().get(str(where))
    folder = Path(where).resolve()
    if not shipped and not any((folder / kind).is_dir() for kind in ("vocabulary", "rules")):
        known = ", ".join((BUILT_IN.name, *shipped_packs()))
        raise InputError(
            f"--ontology {where}: no folder with vocabulary/ or rules/ in it, nor the name of a pack that is shipped "
            f"({known}): check the path"
        )
    pack = shipped or (BUILT_IN if folder == ROOT else Pack(folder.name, folder))
    strays = [fault for path in _present(pack) if (fault := _stray(pack, path))]
    if strays and pack != BUILT_IN:
        raise DataError("\n".join(strays))
    return pack


def _present(pack: Pack) -> list[Path]:
    """Return the files in the folders of a pack that are meant to be read."""
    inside = (path for kind in KINDS if kind for path in (pack.folder / kind).glob("*"))
    files = (path for path in {*inside, *pack.files()} if path.is_file() and not path.name.startswith("."))
    return sorted(path for path in files if path.suffix != NOTES)


def shipped_packs() -> dict[str, Pack]:
    """Return the packs beside the built-in one, by name."""
    folders = sorted(path for path in SHIPPED.iterdir() if path.is_dir()) if SHIPPED.is_dir() else []
    return {path.name: Pack(path.name, path) for path in folders}


def _stray(pack: Pack, path: Path) -> str:
    """Say why nothing would read a file of a pack, "" if it is read."""
    folder = path.parent.relative_to(pack.folder).as_posix()
    base = path.with_stem(path.stem.removesuffix(MORE))
    inherited = (ROOT / folder / base.name).is_file()
    if path != base and base.is_file():
        return f"{path}: stands beside {base.name}, which takes the place of what it would add to: join the two"
    if inherited or (path == base and f"{folder}/{path.suffix}" in OPEN):
        return ""
    known = ", ".join(sorted(one.name for one in (ROOT / folder).glob(f"*{path.suffix}")))
    return f"{path}: nothing reads a file of this name" + (f"; known: {known}" if known else "")
