"""JSON lines → raw articles. A line that cannot be used is reported with its number; the others go on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from ingest.article import RawArticle
from ingest.decoding.reading_rules import iso_date, reading_rules
from ingest.markup.markdown.pages import front_matter
from ingest.sources.intake import Intake
from ingest.sources.problems import Reach, posix, unreadable
from ingest.sources.streams import DAMAGE, opened
from ontology.errors import InputError

LOST = "\ufffd"


class _Unusable(ValueError):
    """What is wrong with a line and what to do about it; `reach`: whether an article is missing because of it."""

    def __init__(self, fault: str, reach: Reach = "any") -> None:
        super().__init__(fault)
        self.reach: Reach = reach


def json_file(path: str, intake: Intake) -> Iterator[RawArticle]:
    """Yield the articles of a file of JSON lines, compressed or not; what stands before damage in it is kept."""
    try:
        with opened(path) as lines:
            yield from json_articles(path, lines, intake)
    except InputError as error:
        intake.tell(path, str(error), "any")
    except DAMAGE as error:
        intake.report(unreadable(path, error, "any"))


def json_articles(path: str, lines: BinaryIO, intake: Intake) -> Iterator[RawArticle]:
    """Yield an article per line of `lines`; a name that came before is reported and left out."""
    source = posix(path)
    total = bad = 0
    for number, line in enumerate(_lines(lines), 1):
        if line is not None and not line.strip():
            continue
        total += 1
        try:
            article = _article(line, intake.seen)
        except _Unusable as fault:
            bad += 1
            intake.tell(source, f"line {number}: {fault}", fault.reach)
            continue
        intake.seen.add(article.name)
        yield article
    if bad:
        intake.tell(source, f"{bad} of {total} lines left out; mend them and run the command again", "none")


def _lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """Yield the lines of `stream`; None for one over the limit, of which no more than the limit is ever held."""
    limit = reading_rules().article_bytes
    while line := stream.readline(limit + 1):
        if len(line) <= limit:
            yield line
            continue
        while not line.endswith(b"\n") and (line := stream.readline(limit)):
            pass
        yield None


def _article(line: bytes | None, seen: set[str]) -> RawArticle:
    if line is None:
        raise _Unusable(f"is longer than {reading_rules().article_bytes} bytes; split the article")
    record = _record(line)
    name = _field(record, "name")
    if not name:
        raise _Unusable("has no id; give every article one")
    if name in seen:
        raise _Unusable(f"id {name!r} came before; give every article its own", "none")
    text, media_type = _body(record)
    stated = {key: _field(record, key) for key in reading_rules().fields if key != "name"}
    stated["issued"] = iso_date(stated.get("issued", "")) or ""
    metadata = {**(front_matter(text) if media_type == "text/markdown" else {}), **_filled(stated)}
    return RawArticle(name, text, media_type, "utf-8", metadata)


def _filled(values: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in values.items() if value}


def _record(line: bytes) -> dict[str, Any]:
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise _Unusable("is no valid UTF-8; write JSON lines as UTF-8") from None
    except (ValueError, RecursionError) as error:
        reason = getattr(error, "msg", "nested too deeply or a number too long")
        raise _Unusable(f"is no valid JSON ({reason}); write one object a line") from None
    if not isinstance(record, dict):
        raise _Unusable("is no JSON object; write one object a line")
    return record


def _field(record: Mapping[str, Any], key: str) -> str:
    """Return the first filled field that stands for `key`, on one line; "" if there is none."""
    for name in reading_rules().fields[key]:
        value = record.get(name)
        if isinstance(value, (str, int)) and not isinstance(value, bool):
            text = " ".join(_encodable(str(value)).split())
            if text:
                return text
    return ""


def _body(record: Mapping[str, Any]) -> tuple[str, str]:
    bodies = reading_rules().bodies
    for name, media_type in bodies.items():
        value = record.get(name)
        if isinstance(value, str) and value.strip("\ufeff \t\r\n\f"):
            text = _encodable(value)
            if media_type in ("", "text/plain"):
                media_type = "text/html" if reading_rules().looks_like_html.match(text) else "text/plain"
            return text, media_type
    raise _Unusable(f"has no article in {', '.join(bodies)}; put it into one of these fields")


def _encodable(text: str) -> str:
    r"""Return `text` with lone surrogates, which JSON can spell (`"\ud800"`) and UTF-8 cannot, marked as lost."""
    return "".join(LOST if "\ud800" <= char <= "\udfff" else char for char in text) if _broken(text) else text


def _broken(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
