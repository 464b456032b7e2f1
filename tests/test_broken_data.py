"""A broken data file ends a build with its place; a broken article does not."""

import pytest

from index.building.pool import Failure, results
from index.building.workers import LocalPool
from ingest.article import RawArticle
from ontology.errors import DataError

RAWS = [RawArticle("a.txt", "一"), RawArticle("b.txt", "二")]


def broken_data(raw):
    raise DataError("rules/dirt.yaml:3: unknown key 'x'")


def broken_article(raw):
    if raw.name == "a.txt":
        raise ValueError("odd page")
    return raw.name


def test_a_broken_data_file_ends_the_build():
    with pytest.raises(DataError, match=r"dirt\.yaml:3"):
        list(results(RAWS, broken_data, LocalPool(1)))


def test_a_broken_article_is_left_out_and_the_others_go_on():
    assert list(results(RAWS, broken_article, LocalPool(1))) == [Failure("a.txt", "ValueError: odd page"), "b.txt"]
