"""Every block of docs/tutorials is run as a reader would run it, and shows what stands there; so is the notebook."""

import nbformat
import pytest
from chat_endpoint import endpoint
from console_blocks import ROOT, Command, steps
from nbclient import NotebookClient
from walking import Walk, free_port

TUTORIALS = ROOT / "docs" / "tutorials"
FIRST = "docs/tutorials/search-your-pages.md"
PORT = "8642"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the pages and the data of the first tutorial, made as that tutorial tells."""
    where = tmp_path_factory.mktemp("reader")
    for name in ("corpus", "docs"):
        (where / name).symlink_to(ROOT / name)
    with Walk(where) as walk:
        walk.through(opening())
    return where


def opening():
    """The first tutorial up to the first build."""
    page = steps(FIRST)
    built = next(
        at for at, step in enumerate(page) if isinstance(step, Command) and step.line.startswith("yibao build")
    )
    return page[: built + 1]


@pytest.fixture
def walk(folder, run, monkeypatch):
    monkeypatch.chdir(folder)
    monkeypatch.delenv("YIBAO_DATA", raising=False)
    port = free_port()
    monkeypatch.setenv("YIBAO_SERVE_PORT", port)
    with Walk(folder, run, {PORT: port}) as walking:
        yield walking
    if walking.left_out:
        pytest.skip(f"curl is not installed, {len(walking.left_out)} commands left out")


def test_search_your_pages(walk):
    walk.through(steps(FIRST)[len(opening()) :])


def test_explore_with_sparql(walk):
    walk.through(steps("docs/tutorials/explore-with-sparql.md"))


def test_feed_a_chatbot(walk):
    with endpoint("先打12333口头挂失，7天内有效[1]，再带身份证去网点补办[1]。") as (model, _):
        walk.instead["http://127.0.0.1:11434/v1"] = model.url
        walk.through(steps("docs/tutorials/feed-a-chatbot.md"))


def test_add_words(walk):
    walk.through(steps("docs/tutorials/add-words.md"))


def test_the_notebook_runs_and_draws(folder, monkeypatch, tmp_path):
    monkeypatch.setenv("YIBAO_DATA", str(folder / "yibao-data"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    notebook = nbformat.read(ROOT / "docs/notebooks/graph-and-figures.ipynb", as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells)  # figures are drawn by whoever runs it
    where = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=where).execute()
    shown = [one for cell in notebook.cells for one in cell.get("outputs", ()) if "data" in one]
    assert sum("image/png" in one["data"] for one in shown) == 4
    said = "".join(one.get("text", "") for cell in notebook.cells for one in cell.get("outputs", ()))
    assert "font: " in said and "sources, e.g. “" in said
