"""A cleaned article as text for people."""

from __future__ import annotations

from ingest.article import Article, Block

MARKS = {"keep": " ", "flag": "!", "drop": "-"}
WIDTH = 60  # of dropped text


def shown(article: Article) -> str:
    """Return one line per block: its mark, its text, and the reasons if there are any."""
    head = f"# {article.raw.name}: {article.title}"
    facts = [article.issued, article.publisher, article.place and f"example place {article.place}"]
    lines = [head, "  " + ", ".join(fact for fact in facts if fact)] if any(facts) else [head]
    lines += [f"  problem: {problem}" for problem in article.problems]
    lines += [line for block in article.blocks if (line := _line(article, block))]
    return "\n".join(lines) + "\n\n"


def _line(article: Article, block: Block) -> str:
    reasons = f"  [{', '.join(block.reasons)}]" if block.reasons else ""
    if block.action == "drop":
        raw = " ".join(article.raw.text[block.raw_start : block.raw_end].split())
        short = raw if len(raw) <= WIDTH else raw[:WIDTH] + "…"
        return f"{MARKS['drop']} {short}{reasons}" if raw else ""
    indent = "  " * len(block.heading_path)
    head = "#" * block.level + " " if block.level else ""
    return f"{MARKS[block.action]} {indent}{head}{block.text.text}{reasons}"
