"""Writing the graph of a generation: each statement to its named graph and, once, to the union of all."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox

from index.graph.local import quad_of
from index.rdf.quads import nquads
from index.settings import settings

PIECE = 150_000_000  # bytes of text loaded at once: 1 GB of memory at the peak, where one load of all has no bound
NAMED, UNION = ".named.nq", ".union.nt"  # suffixes of the files that a graph is loaded from


class GraphWriter:
    """The graph of a generation under construction."""

    def __init__(self, folder: Path, previous: Path | None = None) -> None:
        """Start from the graph in `previous`, which is left as it is, or from what is in the folder, else from none.

        What makes a new graph is gathered and loaded at the end: one load takes half the time and disk of many.
        """
        self._folder = folder
        self._new: _Gathered | None = None
        if previous:  # large files are linked, not copied: they never change once written
            ox.Store.read_only(str(previous)).backup(str(folder))
        elif not folder.exists():
            self._new = _Gathered(folder)
        self._store = ox.Store(str(folder))

    def drop(self, graph: str) -> None:
        """Remove a named graph, and from the union what no other graph says."""
        self._settle()
        statements = list(self._store.quads_for_pattern(None, None, None, ox.NamedNode(graph)))
        self._store.remove_graph(ox.NamedNode(graph))
        for quad in statements:
            self._forget(quad)

    def replace(self, graph: str, lines: str, before: str | None = None) -> None:
        """Make a named graph say just what the N-Quads `lines` say; what it says already is left alone.

        Args:
            graph: the IRI.
            lines: N-Quads.
            before: what it says now, in the same spelling, where that is known: else it is read from the store.
        """
        if self._new:
            self._new.graphs[graph] = lines
            return
        known = set(_lines(before if before is not None else self._text(graph)))
        wanted = set(_lines(lines))
        for quad in ox.parse("".join(sorted(known - wanted)), ox.RdfFormat.N_QUADS):
            self._store.remove(quad)
            self._forget(quad)
        self._load("".join(sorted(wanted - known)))

    def _text(self, graph: str) -> str:
        return nquads(map(quad_of, self._store.quads_for_pattern(None, None, None, ox.NamedNode(graph))))

    def load(self, lines: str | Path) -> None:
        """Add the statements of N-Quads, one a line, to their graphs and to the union: text, or the path of a file."""
        if self._new:
            self._new.add(lines)
        else:
            self._load(lines)

    def count(self, graph: str) -> int:
        """Return how many statements a named graph holds."""
        self._settle()
        return sum(1 for _ in self._store.quads_for_pattern(None, None, None, ox.NamedNode(graph)))

    def close(self) -> None:
        """Write what is open; the folder is let go of, even where that fails."""
        try:
            self._settle()
            self._store.flush()
            if self._new_share() >= settings().graph.rewritten:
                self._store.optimize()
        finally:
            self.leave()

    def _new_share(self) -> float:
        """Return which share of the bytes is not linked with the graph of the previous generation."""
        own = whole = 0
        for path in self._folder.iterdir():
            with suppress(FileNotFoundError):  # the engine tidies up on its own
                found = path.stat()
                whole += found.st_size
                own += found.st_size if found.st_nlink == 1 else 0
        return own / max(1, whole)

    def leave(self) -> None:
        """Let go of the folder without writing what is open."""
        if hasattr(self, "_store"):
            del self._store

    def _settle(self) -> None:
        """Load what was gathered; from here on each change is made at once."""
        if self._new:
            for path, format in self._new.files():
                self._load_file(path, format)
                path.unlink()
            self._new = None

    def _load(self, lines: str | Path) -> None:
        if isinstance(lines, str):
            self._store.bulk_load(lines, ox.RdfFormat.N_QUADS)
            self._store.bulk_load("".join(map(_ungraphed, _lines(lines))), ox.RdfFormat.N_TRIPLES)
            return
        self._load_file(lines, ox.RdfFormat.N_QUADS)
        union = lines.with_suffix(UNION)
        with (
            lines.open(encoding="utf-8", newline="\n") as named,
            union.open("w", encoding="utf-8", newline="\n") as out,
        ):
            out.writelines(map(_ungraphed, named))
        self._load_file(union, ox.RdfFormat.N_TRIPLES)
        union.unlink()

    def _load_file(self, path: Path, format: ox.RdfFormat) -> None:
        with path.open("rb") as file:
            while piece := file.read(PIECE) + file.readline():
                self._store.bulk_load(piece, format)

    def _forget(self, quad: ox.Quad) -> None:
        said = self._store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
        if all(isinstance(other.graph_name, ox.DefaultGraph) for other in said):
            self._store.remove(ox.Quad(quad.subject, quad.predicate, quad.object))


class _Gathered:
    """The statements of a new graph, in two files beside it: those of the named graphs, and the same without names."""

    def __init__(self, folder: Path) -> None:
        self.graphs: dict[str, str] = {}  # name → N-Quads, the last that were given
        self._named = folder.with_name(folder.name + NAMED)
        self._union = folder.with_name(folder.name + UNION)
        for path in (self._named, self._union):
            path.write_bytes(b"")

    def add(self, lines: str | Path) -> None:
        if isinstance(lines, str):
            self._write(_lines(lines))
            return
        with lines.open(encoding="utf-8", newline="\n") as file:
            self._write(file)

    def files(self) -> list[tuple[Path, ox.RdfFormat]]:
        for lines in self.graphs.values():
            self._write(_lines(lines))
        return [(self._named, ox.RdfFormat.N_QUADS), (self._union, ox.RdfFormat.N_TRIPLES)]

    def _write(self, lines: Iterable[str]) -> None:
        with (
            self._named.open("a", encoding="utf-8", newline="\n") as named,
            self._union.open("a", encoding="utf-8", newline="\n") as union,
        ):
            for line in lines:
                named.write(line)
                union.write(_ungraphed(line))


def _lines(text: str) -> list[str]:
    return [f"{line}\n" for line in text.split("\n")[:-1]]  # splitlines would also cut at separators inside literals


def _ungraphed(line: str) -> str:
    return line[: line.rindex(" <")] + " .\n"
