"""`add_pages`: the web pages on an application."""

from __future__ import annotations

from fastapi import FastAPI
from nicegui import app as pages_app
from nicegui import ui

from query.web.article import page as article
from query.web.console import page as console
from query.web.graph import page as graph
from query.web.overview import page as overview
from query.web.policy import Policy
from query.web.search import page as search
from query.web.shell import ASSETS, STATIC
from query.web.site import Provider, Site

PAGES = (search, article, graph, console, overview)


def add_pages(app: FastAPI, provider: Provider) -> None:
    """Put the web pages on `app`; to be called last and once in a process.

    The pages answer every address that `app` does not know. A page keeps its state in the process that built it, so
    that several worker processes behind one port cannot share them.

    Args:
        app: the application that serves them.
        provider: lends the knowledge base for the time of one look.
    """
    site = Site(provider)
    for page in PAGES:
        page.add(site)
    pages_app.add_static_files(STATIC, ASSETS, max_cache_age=31536000)
    pages_app.add_middleware(Policy)
    ui.run_with(app, title="yibao", favicon=ASSETS / "seal.svg", tailwind=False, show_welcome_message=False)
