"""New rows and new names in the vocabulary: one line of a table changes, and only where all of it stays sound."""

from __future__ import annotations

import csv
import io
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ontology.errors import DataError
from ontology.folding import fold
from ontology.packs import BUILT_IN, MORE, Pack, active
from ontology.tables import SEPARATOR, pairs
from ontology.vocabulary import BLOCKED, FOLDER, load, of_pack

ALIASES = "altLabel"


@dataclass(frozen=True, slots=True)
class Amendment:
    """What was written where."""

    path: Path
    line: int  # 1-based, of the row
    code: str
    row: str  # the row as it stands now


def writable_folder() -> Path:
    """Return the folder whose tables an addition goes to."""
    return active().folder / FOLDER.name


def add_concept(
    scheme: str, code: str, label: str, attributes: Mapping[str, str], folder: Path | None = None
) -> Amendment:
    """Write a new concept as the last row of its table.

    Args:
        scheme: the table, without `.csv`.
        code: its name in the graph.
        label: the preferred label.
        attributes: further columns, such as `broader` and `type`; a column that the table lacks is an error.
        folder: the vocabulary's folder, if it is not the one in use.

    Raises:
        DataError: if there is no such table or column, or the vocabulary would not be sound; nothing is written then.
    """
    path = _table(folder or writable_folder(), scheme)
    lines = _lines(path)
    header = _cells(lines[0])
    values = {"code": code, "prefLabel": _label(label), **attributes}
    unknown = [name for name in values if name not in header]
    if unknown:
        raise DataError(f"{path}:1: no column {', '.join(unknown)}; there are {', '.join(header)}")
    row = _line([values.get(name, "") for name in header])
    return _written(path, [*lines, row], len(lines), scheme, label)


def add_alias(code: str, label: str, folder: Path | None = None) -> Amendment:
    """Write `label` as a further name of a concept, at the end of its alternative labels.

    Raises:
        DataError: as for `add_concept`, or if no concept has this code.
    """
    folder = folder or writable_folder()
    found = _row(folder, code) or _row_over(folder, code)
    if found is None:
        raise DataError(
            f"{folder}: no concept has the code {code!r}; `yibao vocabulary show NAME` tells the code of a name"
        )
    path, place = found
    lines = _lines(path)
    if place == len(lines):  # of a row that the pack inherits: it gets one of its own
        lines = [*lines, _inherited_row(_cells(lines[0]), code)]
    column, cells = _cells(lines[0]).index(ALIASES), _cells(lines[place])
    names = [name for name in cells[column].split(SEPARATOR) if name]
    cells[column] = SEPARATOR.join([*names, _label(label)])
    return _written(path, [*lines[:place], _line(cells), *lines[place + 1 :]], place, path.stem, label)


def row_place(code: str, folder: Path | None = None) -> str:
    """Return file:line of the row of a concept, "" if no table has it."""
    found = _row(folder or writable_folder(), code) or _row(FOLDER, code)
    return f"{found[0]}:{found[1] + 1}" if found else ""


def _row(folder: Path, code: str) -> tuple[Path, int] | None:
    """Return the table that holds a concept and the place of its line there; None if no table does."""
    for path in sorted(folder.glob("*.csv")):
        for place, line in enumerate(_lines(path)):
            if line.startswith((f"{code},", f'"{code}",')):
                return path, place
    return None


def _row_over(folder: Path, code: str) -> tuple[Path, int] | None:
    """Return the table of a pack that a row over an inherited concept goes to, and its place there."""
    inherited = _row(FOLDER, code) if folder != FOLDER else None
    if inherited is None:
        return None
    path = _table(folder, inherited[0].stem)
    return path, len(_lines(path))


def _inherited_row(header: Sequence[str], code: str) -> str:
    found = _row(FOLDER, code)
    assert found is not None  # `_row_over` has seen it
    lines = _lines(found[0])
    values = dict(zip(_cells(lines[0]), _cells(lines[found[1]]), strict=True))
    return _line([values.get(name, "") for name in header])


def _label(label: str) -> str:
    if not label.strip() or SEPARATOR in label or any(mark in label for mark in "\r\n\t"):
        raise DataError(f"{label!r} is no label: it must be one line, not empty, and without {SEPARATOR!r}")
    return label.strip()


def _table(folder: Path, scheme: str) -> Path:
    """Return the table of a type: the pack's own one, else its rows over the inherited ones, a new file if need be."""
    path, over = folder / f"{scheme}.csv", folder / f"{scheme}{MORE}.csv"
    if path.is_file():
        return path
    if over.is_file() or (folder != FOLDER and (FOLDER / path.name).is_file()):
        return over
    known = ", ".join(sorted({one.stem.removesuffix(MORE) for one in (*folder.glob("*.csv"), *FOLDER.glob("*.csv"))}))
    raise DataError(f"{path}: no such table; the types are {known}")


def _written(path: Path, lines: Sequence[str], place: int, scheme: str, label: str) -> Amendment:
    """Write the lines once the vocabulary with them is proven sound; the old file stays whole until the new one is."""
    for where in _blocks(path.parent, scheme, label):
        raise DataError(f"{where}: {label!r} is blocked for {scheme}.csv; take that line out first")
    text = "".join(f"{line}\n" for line in lines)
    _prove(path, text)
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        if path.is_file():
            shutil.copymode(path, name)
        else:
            os.chmod(name, 0o644)
        os.replace(name, path)
    except OSError as error:
        raise DataError(
            f"{path}: cannot be written ({error.strerror}); choose an ontology folder of your own"
        ) from error
    return Amendment(path, place + 1, _cells(lines[place])[0], lines[place])


def _blocks(folder: Path, scheme: str, label: str) -> Iterator[str]:
    for (of, blocked), where in pairs(folder / BLOCKED, []).items():
        if of == scheme and fold(blocked) == fold(label):
            yield where


def _prove(path: Path, text: str) -> None:
    """Read the vocabulary as it would be.

    Raises:
        DataError: if it is broken then; the lines name the real files.
    """
    with tempfile.TemporaryDirectory() as name:
        trial = Path(name) / path.parent.name
        shutil.copytree(path.parent, trial, ignore=shutil.ignore_patterns(".*"))
        (trial / path.name).write_text(text, encoding="utf-8", newline="")
        try:
            if active() != BUILT_IN and path.parent == writable_folder():
                of_pack(Pack(active().name, Path(name)))  # the tables that it inherits belong to it
            else:
                load(trial)
        except DataError as error:
            raise DataError(str(error).replace(str(trial), str(path.parent))) from error


def _lines(path: Path) -> list[str]:
    """Return the lines of a table, of a new one of a pack the heading; the tables hold no line breaks inside cells."""
    if path.is_file():
        return path.read_text(encoding="utf-8").splitlines()
    return _lines(FOLDER / path.name.replace(MORE, ""))[:1]


def _cells(line: str) -> list[str]:
    return next(csv.reader([line]))


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()
