"""Vectors on Milvus: where they are, what filters mean there, and how a build brings a generation over."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import fakes
import pytest
from milvus import lacking
from oracles import PlainVectors
from query_samples import data_folder

import index.building.assembly
import index.building.prepare
import index.vectors.milvus.loading
import index.vectors.writing
from index.articles.filters import PassageFilter, Traits
from index.building.build import build, remove
from index.check import check
from index.engines import Engines
from index.folder.generation import Generation, current
from index.settings import settings
from index.store import KnowledgeIndex
from index.vectors.milvus.address import address
from index.vectors.milvus.connection import closed, connected
from index.vectors.milvus.loading import MilvusMirror
from index.vectors.milvus.reading import MilvusVectors
from index.vectors.milvus.writing import Form, fill
from ontology.errors import InputError, StoreError

ENCODER = fakes.HashingEncoder()
PAGES = {"a.txt": "# 封顶线\n每年2000元\n", "b.txt": "# 封顶线\n每年3000元\n", "c.txt": "# 办理\n前往窗口办理即可\n"}
needs_milvus = pytest.mark.skipif(bool(lacking()), reason=lacking() or "-")


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """Return a folder of pages in the current folder; the pipeline is the short one of the tests."""
    monkeypatch.setattr(index.building.prepare, "analyse", fakes.analyse)
    monkeypatch.setattr(index.building.assembly, "vocabulary_lines", fakes.vocabulary_lines)
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, text in PAGES.items():
        (folder / name).write_text(text, encoding="utf-8")
    yield folder


def engines(tmp_path: Path) -> Engines:
    return Engines(f"milvus://{tmp_path / 'vectors.db'}")


def built(tmp_path: Path, **options: Any) -> Generation:
    build(["pages"], Path("data"), encoder=ENCODER, engines=engines(tmp_path), **options)
    found = current(Path("data"))
    assert found is not None
    return found


def collections(tmp_path: Path) -> tuple[list[str], dict[str, str]]:
    """Return the names of the collections, and what each alias points to."""
    place = address(engines(tmp_path).vectors or "")
    client = connected(place)
    try:
        names = sorted(client.list_collections())
        return names, {alias: name for name in names for alias in client.list_aliases(name)["aliases"]}
    finally:
        closed(client, place)


def dense(question: str, asked: Engines | None) -> list[tuple[int, float]]:
    with KnowledgeIndex(Path("data"), ENCODER, engines=asked) as knowledge:
        return [(hit.id, round(hit.score, 5)) for hit in knowledge.nearest(question, 9)]


@pytest.mark.parametrize(
    "url",
    ["faiss://x", "milvus://h/a-b", "milvus://h", "milvus://h:x/a", "milvus:///no/such/folder/v.db", "milvus:///tmp/v"],
)
def test_what_is_no_address_is_told_with_the_forms_of_one(url: str) -> None:
    with pytest.raises(InputError, match=r"write milvus://HOST:PORT/NAME or milvus:///path/to/file\.db"):
        address(url)


def test_a_password_is_sent_and_never_shown() -> None:
    found = address("milvus://me:geheim%21@[::1]:99/pages")
    assert (found.uri, found.token) == ("http://[::1]:99", "me:geheim!")
    assert "geheim" not in found.shown + repr(found)
    with pytest.raises(InputError) as caught:
        address("milvus://me:geheim@h/a-b")
    assert "geheim" not in str(caught.value)


def test_without_the_client_the_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(InputError, match=r"pymilvus is not installed: pip install 'yibao\[milvus\]'"):
        MilvusMirror(f"milvus://{tmp_path}/v.db").reach()


@needs_milvus
def test_faults_of_the_command_are_one_line(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    data = data_folder()
    url = f"milvus://{tmp_path}/none.db"
    (tmp_path / "junk.db").write_text("junk")
    for at, said in {
        "milvus://127.0.0.1:9/pages": "it cannot be reached: is the server running?",
        url: f"run `yibao build PATH… --data {data} --vectors {url}`",
        f"milvus://{tmp_path}/junk.db": "it is no such file, or another process has it open",
    }.items():
        status, out, err = run("search", "余额", "--data", data, "--vectors", at)
        assert (status, out) == (1, "")
        assert said in err and len(err.splitlines()) == 1
    assert not (tmp_path / "none.db").exists()


@needs_milvus
def test_a_server_that_does_not_answer_is_told_before_anything_is_read(pages: Path) -> None:
    told: list[str] = []
    gone = Engines("milvus://127.0.0.1:9/pages")
    with pytest.raises(StoreError, match="cannot be reached"):
        build(["pages"], Path("data"), encoder=ENCODER, engines=gone, progress=lambda stage, done: told.append(stage))
    assert (current(Path("data")), told) == (None, [])


@needs_milvus
def test_each_generation_has_a_collection_and_the_alias_names_the_current_one(pages: Path, tmp_path: Path) -> None:
    place = address(engines(tmp_path).vectors or "")
    first = built(tmp_path)
    assert collections(tmp_path) == ([place.collection(first)], {"yibao": place.collection(first)})
    assert built(tmp_path).number == first.number  # nothing changed, and nothing is loaded again
    (pages / "b.txt").write_text("# 封顶线\n每年4000元\n", encoding="utf-8")
    second = built(tmp_path)
    both = sorted(map(place.collection, (first, second)))
    assert collections(tmp_path) == (both, {"yibao": place.collection(second)})
    assert dense("每年4000元", engines(tmp_path)) == dense("每年4000元", None) != []
    remove(["pages/c.txt"], Path("data"), engines(tmp_path))
    third = current(Path("data"))
    assert third is not None and third.manifest.counts["passages"] == second.manifest.counts["passages"] - 1
    names = sorted(map(place.collection, (second, third)))  # those who still read the second one keep it
    assert collections(tmp_path) == (names, {"yibao": place.collection(third)})
    assert dense("窗口", engines(tmp_path)) == dense("窗口", None) != []


@needs_milvus
def test_data_that_were_built_without_are_loaded_later(pages: Path, tmp_path: Path) -> None:
    build(["pages"], Path("data"), encoder=ENCODER)
    with pytest.raises(StoreError, match="no collection yibao_000001_"):
        dense("窗口", engines(tmp_path))
    assert built(tmp_path).number == 1
    assert dense("窗口", engines(tmp_path)) == dense("窗口", None) != []


@needs_milvus
def test_a_load_that_was_cut_short_is_done_again(pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(client: Any, place: Any, collection: str, form: Form, entries: Any, progress: Any = None) -> None:
        fill(client, place, collection, form, [*entries][:1])
        raise StoreError("the server went away")

    with monkeypatch.context() as patch:
        patch.setattr(index.vectors.milvus.loading, "fill", cut)
        with pytest.raises(StoreError, match="went away"):
            built(tmp_path)
    assert current(Path("data")) is None  # the data are as they were
    found = built(tmp_path)
    assert len(dense("窗口", engines(tmp_path))) == found.manifest.counts["passages"]


@needs_milvus
@pytest.mark.parametrize(("recall", "kind"), [(0.5, "IVF_SQ8"), (1.01, "FLAT")])
def test_lists_that_find_too_little_are_replaced_by_exact_rows(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recall: float, kind: str
) -> None:
    for number in range(40):
        (pages / f"{number}.txt").write_text(f"# 封顶线\n每年{number}000元\n", encoding="utf-8")
    small = replace(settings().vectors, exact=0, scanned=0, recall=0.0)
    monkeypatch.setattr(index.vectors.writing, "settings", lambda: replace(settings(), vectors=small))
    wanted = replace(settings(), vectors=replace(small, recall=recall))
    monkeypatch.setattr(index.vectors.milvus.loading, "settings", lambda: wanted)
    found = built(tmp_path)
    assert found.manifest.vectors.name == "ivf-sq8"
    place = address(engines(tmp_path).vectors or "")
    client = connected(place)
    try:
        assert client.describe_index(place.collection(found), "vector")["index_type"] == kind
    finally:
        closed(client, place)


@needs_milvus
def test_filters_mean_the_same_to_the_server_as_to_the_data_folder(tmp_path: Path) -> None:
    places = {"太原": ("region-140100", "region-140000"), "山西": ("region-140000",), "": ()}
    known = [
        Traits(f"页/'{number}\"\\.txt", day, kind, places[place])
        for number, (day, kind, place) in enumerate(
            (day, kind, place)
            for day in ("", "2024-12-31", "2025-06-30")
            for kind in ("portal", "forum")
            for place in places
        )
    ]
    rows = {7 * number: ENCODER.encode([f"第{number}篇"])[0] for number in range(2 * len(known))}
    about = {key: known[number % len(known)] for number, key in enumerate(rows)}
    place = address(f"milvus://{tmp_path}/v.db")
    client = connected(place)
    fill(client, place, "some", Form(ENCODER.dim), ((key, row, about[key]) for key, row in rows.items()))
    exact, asked = PlainVectors(rows, ENCODER.dim), ENCODER.encode(["篇"])[0]
    with closing(MilvusVectors(client, place, "some", probes=1)) as vectors:
        for wanted, expected in {
            PassageFilter(): 36,
            PassageFilter(articles=(known[3].article, known[4].article, "none")): 4,
            PassageFilter(articles=()): 0,
            PassageFilter(places=("region-140000",)): 24,
            PassageFilter(places=("region-140100", "region-310000")): 12,
            PassageFilter(places=()): 0,
            PassageFilter(until="2025-01-01"): 24,
            PassageFilter(until="2025-06-30", source_kinds=("forum",)): 18,
            PassageFilter(places=("region-140000",), until="2024-12-31", source_kinds=("portal",)): 8,
        }.items():
            fitting = [key for key in rows if wanted.fits(about[key])]
            assert len(fitting) == expected, wanted
            found, told = vectors.nearest_fitting(asked, 50, wanted), exact.nearest(asked, 50, fitting)
            assert sorted(hit.id for hit in found) == sorted(fitting)
            assert [hit.score for hit in found] == pytest.approx([hit.score for hit in told], abs=1e-5)


@needs_milvus
def test_a_check_finds_what_others_did_to_a_collection(pages: Path, tmp_path: Path) -> None:
    place, found = address(engines(tmp_path).vectors or ""), built(tmp_path)
    with KnowledgeIndex(Path("data"), ENCODER, engines=engines(tmp_path)) as knowledge:
        assert [*check(knowledge)] == []
        gone = knowledge.articles.passage_ids()[0]
        client = connected(place)
        client.delete(place.collection(found), ids=[gone])
        client.close()
        assert [*check(knowledge)] == [f"passages of the article store that the vectors lacks: {gone}"]


@needs_milvus
def test_two_processes_are_told_of_each_other(tmp_path: Path) -> None:
    place = address(f"milvus://{tmp_path}/v.db")
    client = connected(place)
    code = (
        "from index.vectors.milvus.connection import connected\n"
        "from index.vectors.milvus.address import address\n"
        f"connected(address({place.shown!r}))"
    )
    try:
        ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    finally:
        closed(client, place)
    assert ended.returncode == 1
    assert "another process has it open" in ended.stderr.splitlines()[-1]


@needs_milvus
def test_a_server_is_asked_as_a_file_is(pages: Path, tmp_path: Path) -> None:
    from milvus_lite.adapter.grpc.server import start_server_in_thread

    server, store, port = start_server_in_thread(data_dir=str(tmp_path / "server"), host="127.0.0.1", port=0)
    try:
        url = f"milvus://127.0.0.1:{port}/pages_of_mine"
        build(["pages"], Path("data"), encoder=ENCODER, engines=Engines(url))
        found = current(Path("data"))
        assert found is not None
        place = address(url)
        with closing(MilvusVectors.open(url, found)), closing(MilvusVectors.open(url, found)):  # any number may ask
            assert dense("窗口", Engines(url)) == dense("窗口", None) != []
        client = connected(place)
        assert client.describe_alias("pages_of_mine")["collection_name"] == place.collection(found)
        client.drop_collection(place.collection(found))
        closed(client, place)
        with pytest.raises(StoreError, match=f"no collection pages_of_mine_000001_.*--vectors {url}`"):
            dense("窗口", Engines(url))
    finally:
        server.stop(grace=0)
        store.close()
