"""HTML parts from templates: every value is escaped."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from nicegui import ui

from query.explain.visible import visible
from query.web.site import article_link, link
from query.web.texts import Texts

TEMPLATES = Path(__file__).parent / "templates"


def part(template: str, texts: Texts, **values: object) -> str:
    """Return a template filled with values."""
    return _environment().get_template(f"{template}.html.j2").render(t=texts, **values)


def show(template: str, texts: Texts, **values: object) -> ui.html:
    """Put a filled template on the page; the browser cleans it once more, whatever a template may have let through."""
    return ui.html(part(template, texts, **values), sanitize=True)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    found = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["visible"] = visible
    found.globals.update(article_link=article_link, link=link)
    return found
