"""Writes the report of an evaluation into a folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ontology.errors import InputError
from query.evaluation.sections import markdown, page
from query.evaluation.telling import figures, per_query, sections
from query.evaluation.trec import qrels_text, run_text
from query.evaluation.trials import Experiment

FIGURES = "figures.json"  # what the next run is compared with


def write_report(found: Experiment, folder: Path, title: str) -> list[Path]:
    """Write Markdown, page, plots, figures, qrels and runs into `folder`; return the files.

    The figures of an earlier report in the same folder are what the new one is compared with.

    Raises:
        InputError: if the folder cannot be written, or holds figures that cannot be read.
    """
    before = earlier(folder)
    parts = list(sections(found, before))
    files = {
        "report.md": markdown(title, parts),
        "report.html": page(title, parts),
        FIGURES: json.dumps({"figures": figures(found), "per_query": per_query(found)}, indent=1) + "\n",
        "qrels.txt": qrels_text(found.qrels),
        **{one.plot_name: one.plot for one in parts if one.plot},
        **{f"{trial.name.replace(' ', '_')}.run": run_text(trial.run, trial.name) for trial in found.trials},
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"{folder}: cannot be written ({error.strerror}): choose another folder for --report"
        ) from error
    return [folder / name for name in files]


def earlier(folder: Path) -> dict[str, Any] | None:
    """Return the figures of the report that stands in `folder`, None if there is none.

    Raises:
        InputError: if they cannot be read.
    """
    path = folder / FIGURES
    if not path.is_file():
        return None
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {name: {key: float(value) for key, value in found[name].items()} for name in ("figures", "per_query")}
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise InputError(
            f"{path}: no figures of a report ({error}): remove the file or choose another folder"
        ) from error
