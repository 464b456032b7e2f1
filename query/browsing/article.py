"""One article with all that was made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from index.articles.records import block_rows, passage_row
from ontology.errors import NotFoundError
from query.browsing.rows import ArticleView, Span
from query.browsing.view import View

Rows = Sequence[Mapping[str, Any]]


def article(view: View, name: str) -> ArticleView:
    """Return an article: row, raw and clean text, blocks with their edits, what was read from it, and from where.

    The raw text is the page as it came in: what the cleaner leaves out (names of forum users among it) still stands
    there, as do scripts and tags of an HTML page. Show it as text, never as markup.

    Raises:
        NotFoundError: if there is no such article.
    """
    store = view.index.articles
    row, analysis = store.article(name), store.analysis(name)
    if row is None or analysis is None:
        raise NotFoundError(f"no article {name!r} in the data: `yibao export articles` lists them")
    facts, relations, entities = (list(store.rows(kind, name)) for kind in ("facts", "relations", "entities"))
    return {
        "article": row,
        "raw": analysis.article.raw.text,
        "clean": analysis.article.text,
        "blocks": list(block_rows(analysis.article, edits=True)),
        "facts": facts,
        "relations": relations,
        "entities": entities,
        "passages": [passage_row(passage) for passage in store.passages(name)],
        "spans": sorted(_spans(facts, relations, entities), key=lambda span: (span["raw_start"], -span["raw_end"])),
    }


def _spans(facts: Rows, relations: Rows, entities: Rows) -> Iterator[Span]:
    for fact in facts:
        yield _span("fact", fact["id"], fact["text"], fact["kind"], fact)
    for relation in relations:
        stated = f"{relation['subject']} · {_words(relation['object'])}"
        yield _span("relation", relation["id"], stated, relation["relation"], relation)
    for entity in entities:
        for mention in entity["mentions"]:
            yield _span("mention", entity["id"], entity["label"], entity["type"], mention)


def _span(kind: str, id: str, label: str, type: str, where: Mapping[str, Any]) -> Span:
    return {
        "kind": kind,
        "id": id,
        "label": label,
        "type": type,
        "raw_start": where["raw_start"],
        "raw_end": where["raw_end"],
    }


def _words(stated: str | list[Any]) -> str:
    if isinstance(stated, str):
        return stated
    return " → ".join(step if isinstance(step, str) else " / ".join(step) for step in stated)
