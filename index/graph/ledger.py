"""What a SPARQL server was given: the digest of each named graph, in a file of the data folder."""

from __future__ import annotations

import hashlib
from pathlib import Path

FOLDER = "mirrors"
NOT_WHOLE = "-"  # in place of a digest: may be there in part
STATE = "state"  # in place of the IRI of a graph


class Ledger:
    """One line for each thing done, the last one for a graph counts; what is cut short stays known as not whole."""

    def __init__(self, data: Path, address: str) -> None:
        """Read what is known of the server at `address`."""
        self._path = data / FOLDER / f"{hashlib.sha256(address.encode()).hexdigest()[:16]}.tsv"
        lines = self._path.read_text(encoding="utf-8").split("\n")[:-1] if self._path.exists() else []
        known: dict[str, str] = dict(line.split("\t", 1) for line in lines if "\t" in line)
        self.state = known.pop(STATE, "")  # digest of the dataset that was loaded last, "" for none
        self.graphs = {graph: digest for graph, digest in known.items() if digest}

    def note(self, graph: str, digest: str) -> None:
        """Write down what a graph holds now, "" for one that is gone."""
        with self._path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(f"{graph}\t{digest}\n")
        self.graphs[graph] = digest
        if not digest:
            del self.graphs[graph]

    def settle(self) -> None:
        """Write one line for each graph that is there."""
        self._path.parent.mkdir(exist_ok=True)
        fresh = self._path.with_suffix(".new")
        lines = [f"{STATE}\t{self.state}\n", *(f"{graph}\t{digest}\n" for graph, digest in sorted(self.graphs.items()))]
        fresh.write_text("".join(lines), encoding="utf-8")
        fresh.replace(self._path)
