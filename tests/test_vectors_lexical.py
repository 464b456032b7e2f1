from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lexical_parts import joined

from index import lexical
from index.articles.passages import Hit, Passage
from index.lexical import Lexical
from index.settings import settings as index_settings
from index.vectors.reading import Vectors
from index.vectors.writing import save
from ontology.errors import StoreError
from tests.generated import generated


def unit(rows: int, dim: int, seed: int) -> np.ndarray:
    found = np.random.default_rng(seed).standard_normal((rows, dim)).astype(np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def stored(path: Path, rows: dict[int, np.ndarray], dim: int = 8) -> Vectors:
    matrix = np.stack(list(rows.values())) if rows else np.zeros((0, dim), np.float32)
    save(path / "vectors.faiss", list(rows), matrix)
    return Vectors.open(path / "vectors.faiss")


@settings(deadline=None, max_examples=30)
@given(rows=st.integers(1, 60), k=st.integers(1, 70), seed=st.integers(0, 99), copies=st.booleans())
def test_nearest_agrees_with_plain_multiplication(
    tmp_path_factory: pytest.TempPathFactory, rows: int, k: int, seed: int, copies: bool
) -> None:
    matrix = unit(rows, 8, seed)
    if copies:
        matrix[rows // 2 :] = matrix[0]  # many equal scores
    ids = [int(key) for key in np.random.default_rng(seed).permutation(2**62 + np.arange(rows))]
    asked = unit(1, 8, seed + 1)[0]
    found = stored(tmp_path_factory.mktemp("v"), dict(zip(ids, matrix, strict=True))).nearest(asked, k)
    exact = dict(zip(ids, matrix @ asked, strict=True))
    assert len(found) == min(k, rows)
    assert [hit.score for hit in found] == pytest.approx(sorted(exact.values(), reverse=True)[:k], abs=1e-5)
    assert all(hit.score == pytest.approx(exact[hit.id], abs=1e-5) for hit in found)
    assert found == sorted(found, key=lambda hit: (-hit.score, hit.id))


def test_vectors_come_back_as_they_were_stored(tmp_path: Path) -> None:
    rows = dict(zip([9, 3, 2**62], unit(3, 8, 0), strict=True))
    found = stored(tmp_path, rows)
    assert found.ids() == [9, 3, 2**62]
    assert np.array_equal(found.rows(), np.stack(list(rows.values())))


def test_a_search_may_look_among_some_passages_only(tmp_path: Path) -> None:
    found = stored(tmp_path, dict(enumerate(unit(20, 8, 1))))
    assert {hit.id for hit in found.nearest(unit(1, 8, 2)[0], 5, among=[4, 7])} == {4, 7}
    assert found.nearest(unit(1, 8, 2)[0], 5, among=[]) == []


def test_no_vectors_no_hits(tmp_path: Path) -> None:
    found = stored(tmp_path, {})
    assert (len(found), found.ids(), found.rows().shape) == (0, [], (0, 8))
    assert found.nearest(unit(1, 8, 0)[0], 3) == []


SMALL = replace(index_settings().vectors, exact=100, scanned=300, asked=40, probes=1)


def clustered(rows: int, dim: int, seed: int) -> np.ndarray:
    """Return rows around a few centres, as texts of a few subjects are."""
    centres = unit(20, dim, 77)
    found = centres[np.arange(rows) % 20] + 0.7 * unit(rows, dim, seed)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


@pytest.mark.parametrize(("rows", "kind"), [(100, "flat"), (300, "sq8"), (3000, "ivf-sq8")])
def test_the_form_follows_from_the_number_and_finds_the_nearest(tmp_path: Path, rows: int, kind: str) -> None:
    matrix = clustered(rows, 64, 3)
    ids = [int(key) for key in 2**61 + np.random.default_rng(1).permutation(rows)]
    told = save(tmp_path / "v", ids, matrix, SMALL)
    found = Vectors.open(tmp_path / "v")
    assert (told.name, told.recall >= 0.97, len(found), found.dim) == (kind, True, rows, 64)
    assert sorted(found.ids()) == sorted(ids)
    known = dict(zip(found.ids(), found.rows(), strict=True))
    assert np.abs(np.stack([known[key] for key in ids]) - matrix).max() < 0.01
    asked = clustered(30, 64, 9)
    shares = []
    for one in asked:
        exact = set(np.array(ids)[np.argsort(-(matrix @ one))[:10]].tolist())
        shares.append(len(exact & {hit.id for hit in found.nearest(one, 10)}) / 10)
    assert np.mean(shares) >= 0.93  # of a small sample; what the build measures is held above
    few = [ids[0], ids[1], ids[-1]]
    assert {hit.id for hit in found.nearest(asked[0], 10, among=few)} == {*few}
    fewer = [key for key in ids if key != ids[0]]
    save(tmp_path / "w", fewer, np.stack([known[key] for key in fewer]), SMALL)
    left = Vectors.open(tmp_path / "w")
    assert ids[0] not in {hit.id for hit in left.nearest(known[ids[0]], rows)}
    assert ids[0] not in left.ids()


def test_rows_that_are_read_back_and_written_again_stay_as_they_are(tmp_path: Path) -> None:
    save(tmp_path / "a", list(range(300)), clustered(300, 64, 0), SMALL)
    read = Vectors.open(tmp_path / "a")
    save(tmp_path / "b", read.ids(), read.rows(), SMALL)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_rows_that_bytes_do_not_reach_are_kept_exactly(tmp_path: Path) -> None:
    spiked = unit(200, 64, 0) * 0.02
    spiked[np.arange(200), np.arange(200) % 3] = 1.0
    rows = spiked / np.linalg.norm(spiked, axis=1, keepdims=True)
    assert save(tmp_path / "v", list(range(200)), rows, replace(SMALL, reach=1.0)).name == "flat"


def test_broken_vectors_are_told(tmp_path: Path) -> None:
    (tmp_path / "vectors.faiss").write_bytes(b"no index")
    with pytest.raises(StoreError, match="yibao build"):
        Vectors.open(tmp_path / "vectors.faiss")
    with pytest.raises(StoreError, match="yibao build"):
        stored(tmp_path, {1: unit(1, 8, 0)[0]}).nearest(unit(1, 9, 0)[0], 1)


TEXTS = {
    11: ("医保缴费", None, ("支付宝缴费",), "打开支付宝，点击市民中心。"),
    5: ("医保缴费", None, ("窗口缴费",), "前往医保经办机构窗口办理。"),
    7: ("异地就医", None, (), "跨省异地就医需要备案。"),
}


@pytest.fixture
def texts(tmp_path: Path) -> Lexical:
    passages = [Passage(key, "a", *known, 0, 1, 0, 1, 0, 0) for key, known in TEXTS.items()]
    lexical.save(tmp_path / "lexical", ((passage.id, lexical.terms(passage)) for passage in passages))
    return Lexical.open(tmp_path / "lexical")


def test_words_find_their_passage(texts: Lexical) -> None:
    assert texts.search("支付宝", 3)[0].id == 11
    assert texts.search("经办机构", 3)[0].id == 5
    assert texts.search("异地备案怎么办", 1)[0].id == 7
    assert (len(texts), texts.ids()) == (3, [5, 7, 11])


def test_a_heading_or_title_finds_its_passage(texts: Lexical) -> None:
    assert texts.search("窗口缴费", 1)[0].id == 5
    assert {hit.id for hit in texts.search("医保缴费", 2)} == {5, 11}


def test_single_characters_find_what_words_miss(texts: Lexical) -> None:
    assert 7 in {hit.id for hit in texts.search("省", 3)}


def test_lexical_search_among_some(texts: Lexical) -> None:
    assert [hit.id for hit in texts.search("缴费", 3, among=[5, 7])] == [5]
    assert texts.search("缴费", 3, among=[]) == []
    whole = {hit.id: hit.score for hit in texts.search("缴费", 3)}
    assert texts.search("缴费", 3, among=[5]) == [Hit(5, pytest.approx(whole[5]))]


@pytest.mark.parametrize("parts", [1, 3])
def test_the_parts_of_an_index_answer_as_the_whole(tmp_path: Path, parts: int) -> None:
    texts = [line for article in generated(12) for line in article.text.splitlines() if len(line) > 8]
    passages = [
        Passage(key, "a", *TEXTS[(11, 5, 7)[key % 3]][:1], None, (), text, 0, 1, 0, 1, 0, 0)
        for key, text in enumerate(texts)
    ]
    found = [(passage.id, lexical.terms(passage)) for passage in passages]
    lexical.save(tmp_path / "whole", found)
    folders = [tmp_path / f"part{number}" for number in range(parts)]
    for number, folder in enumerate(folders):
        lexical.save(folder, found[number::parts])  # also in another order
    whole, apart = (Lexical.open(folder) for folder in (tmp_path / "whole", joined(tmp_path / "joined", folders)))
    asked = [text[:12] for text in texts[::9]]
    assert [apart.search(text, 9) for text in asked] == [whole.search(text, 9) for text in asked]
    assert apart.ids() == whole.ids() == list(range(len(texts)))


def test_many_passages_of_one_score_come_in_the_order_of_their_ids(tmp_path: Path) -> None:
    passages = [Passage(900 - key, "a", *TEXTS[11], 0, 1, 0, 1, 0, 0) for key in range(200)]
    lexical.save(tmp_path / "lexical", ((one.id, lexical.terms(one)) for one in passages))
    assert [hit.id for hit in Lexical.open(tmp_path / "lexical").search("支付宝", 3)] == [701, 702, 703]


@pytest.mark.parametrize("query", ["", "。，", "zzz", 'AND OR (" *:', "\ue000"])
def test_any_query_is_harmless(texts: Lexical, query: str) -> None:
    assert texts.search(query, 3) == []


def test_terms_stand_in_their_fields() -> None:
    passage = Passage(1, "a", "医保缴费", None, ("窗口",), "支付宝ＡＰＰ", 0, 1, 0, 1, 0, 0)
    found = lexical.terms(passage)
    assert (found.heading, found.characters) == ("窗口", "支 付 宝")
    assert {"医保", "缴费"} <= set(found.title.split())
    assert {"支付宝", "支付"} <= set(found.words.split())


def test_a_missing_index_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="yibao build"):
        Lexical.open(tmp_path / "none")
