"""A chat answer as the page shows it: its lines, with every number a link to what it cites."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from query.chat.chat import ChatAnswer
from query.web.site import article_link

QUOTE = "> "
_CITED = re.compile(r"(\[\d{1,4}(?:, \d{1,4})*\])")
_NUMBER = re.compile(r"\d+")

Part = tuple[str, str]  # text, address; "" for plain text


def chat_view(answer: ChatAnswer) -> dict[str, Any]:
    """Return what the template shows of an answer."""
    links = {one["n"]: article_link(one["article_id"], one["raw_start"], one["raw_end"]) for one in answer.citations}
    by_model = answer.written_by == "model"
    return {
        "outcome": answer.outcome,
        "lines": [_line(line, links) for line in answer.text.split("\n")],
        "citations": [{**one, "href": links[one["n"]]} for one in answer.citations] if by_model else [],
        "by_model": by_model,
        "problem": answer.problem,
        "struck": list(answer.struck),
        "unsupported": list(answer.unsupported),
    }


def _line(line: str, links: Mapping[int, str]) -> tuple[str, list[Part]]:
    """Return the kind of a line (quote, item or text) and its parts."""
    if line.startswith(QUOTE):
        return "quote", [(line.removeprefix(QUOTE), "")]
    return ("item" if line.startswith("[") else "text"), list(_parts(line, links))


def _parts(line: str, links: Mapping[int, str]) -> Iterator[Part]:
    for part in _CITED.split(line):
        if not _CITED.fullmatch(part):
            yield part, ""
            continue
        for number in _NUMBER.findall(part):
            yield f"[{number}]", links.get(int(number), "")
