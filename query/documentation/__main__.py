"""`python -m query.documentation`: writes the generated pages anew; run it in the folder of the checkout."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from query.documentation.analytic_results import analytic_results
from query.documentation.ontology_page import ontology_page
from query.documentation.queries_page import queries_page
from query.knowledge import KnowledgeBase, build

ARTICLES = Path("corpus/articles")  # as given: the names of the articles stand in the pages
DOCS = Path("docs")
ANALYTIC = tuple(Path("corpus/analytic") / name for name in ("train.jsonl", "heldout.jsonl"))


def pages() -> dict[Path, str]:
    """Return the text of each generated page, by its path in the checkout.

    Raises:
        InputError: if the working folder is no checkout.
    """
    with tempfile.TemporaryDirectory(prefix="yibao-docs-") as data:
        build([ARTICLES], Path(data))
        with KnowledgeBase(Path(data)) as knowledge:
            return {
                DOCS / "ontology.md": ontology_page(knowledge),
                DOCS / "queries" / "README.md": queries_page(knowledge, DOCS / "queries"),
                **{file: analytic_results(knowledge, file) for file in ANALYTIC},
            }


def main() -> None:
    """Write the pages."""
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
        sys.stderr.write(f"{path} written\n")


if __name__ == "__main__":
    main()
