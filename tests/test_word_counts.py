"""The kept copy of the segmenter's dictionary."""

import pytest

from ontology.user_cache import cache_folder
from ontology.word_counts import word_counts


@pytest.fixture
def dictionary(tmp_path, monkeypatch):
    """Return a dictionary file, with an empty cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    file = tmp_path / "words.txt"
    file.write_text("医保 3\n余额 2\n", encoding="utf-8")
    return file


def read(file):
    counts = {}
    for line in file:
        word, count = line.decode().split()
        counts[word] = int(count)
    return counts, sum(counts.values())


def refuse(file):
    raise AssertionError("the text was read though the copy is current")


def test_the_text_is_read_once(dictionary):
    assert word_counts(dictionary, read) == word_counts(dictionary, refuse) == ({"医保": 3, "余额": 2}, 5)


def test_a_changed_dictionary_is_read_anew(dictionary):
    word_counts(dictionary, read)
    dictionary.write_text("医保 30\n", encoding="utf-8")
    assert word_counts(dictionary, read) == ({"医保": 30}, 30)


@pytest.mark.parametrize("damage", [b"", b"\x00\xff not marshal", b"i\x05\x00\x00\x00"])
def test_a_damaged_copy_is_made_anew(dictionary, damage):
    word_counts(dictionary, read)
    (copy,) = cache_folder().glob("words-*.bin")
    copy.write_bytes(damage)
    assert word_counts(dictionary, read) == ({"医保": 3, "余额": 2}, 5)
    assert copy.read_bytes() != damage


def test_without_a_writable_cache_all_works(dictionary, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(dictionary))
    assert word_counts(dictionary, read)[1] == 5
