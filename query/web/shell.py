"""The frame of every page: header with the pages, language and colours, the content, footer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from functools import lru_cache
from pathlib import Path

from nicegui import ui

from query.server.keys import LOGOUT
from query.web.site import Visit
from query.web.templating import show

ASSETS = Path(__file__).parent / "assets"
STATIC = "/_yibao"  # where the assets are served
PAGES = {"search": "/", "chat": "/chat", "graph": "/graph", "sparql": "/sparql-editor", "overview": "/overview"}
PAPER = {"light": "#f6f4ee", "dark": "#12181a"}  # before the style sheet has come
ACCENT = "#0b5d54"
REMEMBER = "document.cookie = '{name}={value}; path=/; max-age=31536000; samesite=lax';"
SWITCH_THEME = f"""() => {{
  const theme = document.body.classList.contains('body--dark') ? 'light' : 'dark';
  {REMEMBER.format(name="yibao_theme", value="' + theme + '")}
  location.reload();
}}"""


@contextmanager
def shell(visit: Visit, current: str, title: str) -> Iterator[None]:
    """Build the frame of a page; what is built inside becomes its content.

    Args:
        visit: the visitor's settings.
        current: the page in `PAGES` that is marked as current; "" for none.
        title: of the window.
    """
    t = visit.texts
    _prepare(visit, f"{title} · {t('name')}")
    with ui.header(elevated=False, bordered=False).classes("yb-header"):
        show("header", t, pages=PAGES, current=current, other=_other_language(visit), leave=visit.in_session and LOGOUT)
        with ui.element("button").classes("yb-icon").on("click", js_handler=SWITCH_THEME) as button:
            button.props["type"] = "button"
            button.props["aria-label"] = button.props["title"] = t("theme.name")
            ui.element("span").classes("yb-moon").props("aria-hidden=true")
    with ui.element("div").classes(f"yb-main yb-{current or 'plain'}") as content:
        yield
    ui.skip_link(t("skip"), target=content)
    with ui.element("footer").classes("yb-footer"):
        show("footer", t)


async def is_dark(visit: Visit) -> bool:
    """Return whether the page is dark; without a choice the device decides, which only the browser knows."""
    if visit.theme is not None:
        return visit.theme == "dark"
    try:
        return bool(await ui.run_javascript("document.body.classList.contains('body--dark')", timeout=5))
    except TimeoutError:  # the visitor has left
        return False


@lru_cache(maxsize=8)
def asset_print(name: str) -> str:
    """Return what changes with an asset, so that browsers may keep it."""
    return hashlib.sha256((ASSETS / name).read_bytes()).hexdigest()[:8]


def _prepare(visit: Visit, title: str) -> None:
    client = ui.context.client
    page = copy(client.page)
    page.title = title
    page.language = visit.texts.tag
    page.dark = None if visit.theme is None else visit.theme == "dark"
    client.page = page
    light, dark = (PAPER["dark"], PAPER["dark"]) if visit.theme == "dark" else (PAPER["light"], PAPER["dark"])
    dark = light if visit.theme == "light" else dark
    early = f"html{{background:{light}}}@media(prefers-color-scheme:dark){{html{{background:{dark}}}}}"
    ui.colors(primary=ACCENT)  # of the library's own parts
    ui.add_head_html(f"<style>{early}</style>")
    ui.add_head_html(f'<link rel="stylesheet" href="{STATIC}/yibao.css?{asset_print("yibao.css")}">')
    remember = REMEMBER.format(name="yibao_lang", value=visit.texts.language)
    ui.add_head_html(f"<script>{remember}</script>")
    if visit.in_session:
        ui.add_head_html(f'<script defer src="{STATIC}/session.js?{asset_print("session.js")}"></script>')


def _other_language(visit: Visit) -> str:
    return visit.here(lang="en" if visit.texts.language == "zh" else "zh")
