"""Scores of search on questions over real pages.

`python -m tests.pages_queries [--batch 1|2|3|all] [--split test|tune] [--errors]`
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from .asking import results, scores
from .expand import ALL, ARTICLES, BATCHES, PAGES, pages, write


def main() -> None:
    """Print one figure a line, and with `--errors` what went wrong in the half that may be looked at."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batch", choices=(*BATCHES, ALL), default=ALL, help="only the questions of this batch")
    parser.add_argument("--split", choices=("test", "tune"), help="only this half (both, one after the other)")
    parser.add_argument("--errors", action="store_true", help="list the wrong ones, of the tune half alone")
    parser.add_argument("--data", type=Path, help="build into this folder and keep it (a temporary one)")
    asked = parser.parse_args()
    if not PAGES.is_dir():
        sys.exit(f"{PAGES}: no saved pages here: put them beside the checkout")
    known = pages(PAGES, ARTICLES)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, known, asked.batch)
        found = results(asked.data or folder / "data", folder / "asked.jsonl", asked.batch)
        for split in [asked.split] if asked.split else ["tune", "test"]:
            errors: list[str] = []
            print(f"# {split}")
            for figure, value in scores(folder, known, found, split, errors).items():
                print(figure, round(value, 4))
            if asked.errors and split == "tune":
                print(*(f"{one}{_first(found, one)}" for one in errors), sep="\n")


def _first(found: dict[str, dict[str, object]], error: str) -> str:
    """Return the beginning of the passage that came first for the question an error names."""
    row = next(row for name, row in found.items() if f" {name} " in error)
    passages = row["passages"]
    assert isinstance(passages, list)
    if not passages:
        return f" [{row['outcome']}]"
    text = str(passages[0]["text"])[:70].replace("\n", "/")
    return f" [{row['outcome']}] {Path(passages[0]['article']).name[:10]}: {text}"


if __name__ == "__main__":
    main()
