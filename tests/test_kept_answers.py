"""Answers that a server keeps."""

from query.server.kept import KeptAnswers


def test_an_answer_is_kept_until_others_need_its_place():
    kept = KeptAnswers(longest=10)
    kept.keep("a", b"12345")
    kept.keep("b", b"1234")
    assert kept.get("a") == b"12345"
    kept.keep("c", b"123")
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == (b"12345", None, b"123")


def test_what_is_longer_than_all_places_is_not_kept():
    kept = KeptAnswers(longest=3)
    kept.keep("a", b"12345")
    assert kept.get("a") is None
