"""A chat answer as text for people."""

from __future__ import annotations

from query.chat.chat import ChatAnswer
from query.context.quoting import visible

LONGEST = 60  # characters of a quote in the list of sources


def shown(answer: ChatAnswer) -> str:
    """Return the text, and under the words of a model the sources that it cites."""
    lines = [answer.text]
    if answer.written_by == "model":
        lines.append("")
        for one in answer.citations:
            quote = visible(one["quote"])
            cut = quote if len(quote) <= LONGEST else quote[:LONGEST] + "…"
            lines.append(f"[{one['n']}] {visible(one['title'])} ({one['article_id']}) “{cut}”")
        lines += [f"! “{visible(quote)}”: ?" for quote in answer.unsupported]
    return "\n".join(lines) + "\n\n"
