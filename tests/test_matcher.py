"""The matcher against a naive oracle."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ontology.folding import fold
from ontology.matcher import Match, Matcher, matcher

LETTERS = '医保卡号aA1１“"」 𠮷'
TEXT = st.text(alphabet=LETTERS, max_size=24)
LABELS = st.dictionaries(
    st.text(alphabet=LETTERS, min_size=1, max_size=4),
    st.lists(st.sampled_from(["x", "y", "z"]), max_size=2).map(tuple),
    max_size=8,
)


def cuts(text: str, at: int) -> bool:
    if not 0 < at < len(text):
        return False
    both = text[at - 1 : at + 1]
    return both.isascii() and (both.isdigit() or both.isalpha())


def expected(labels: dict[str, tuple[str, ...]], text: str) -> list[Match]:
    """Go from left to right, take the longest label at each place; pass over blocked labels and cut words."""
    codes: dict[str, list[str]] = {}
    for label, named in labels.items():
        codes.setdefault(fold(label), []).extend(code for code in named)
    folded, found, at = fold(text), [], 0
    while at < len(folded):
        longest = max((len(label) for label in codes if folded.startswith(label, at)), default=0)
        if not longest:
            at += 1
            continue
        named = tuple(dict.fromkeys(codes[folded[at : at + longest]]))
        if named and not cuts(folded, at) and not cuts(folded, at + longest):
            found.append(Match(at, at + longest, named))
        at += longest
    return found


@given(LABELS, TEXT)
def test_matches_are_leftmost_and_longest(labels: dict[str, tuple[str, ...]], text: str) -> None:
    assert Matcher(labels).matches(text) == expected(labels, text)


@given(LABELS, TEXT)
def test_matches_do_not_overlap_and_name_a_label(labels: dict[str, tuple[str, ...]], text: str) -> None:
    found = Matcher(labels).matches(text)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(fold(text[match.start : match.end]) in {fold(label) for label in labels} for match in found)


@given(TEXT)
def test_width_and_case_do_not_matter(text: str) -> None:
    labels = {"医保卡": ("x",), "a1": ("y",), '"医': ("z",)}
    assert Matcher(labels).matches(text) == Matcher(labels).matches(fold(text))


def test_offsets_are_code_points() -> None:
    assert Matcher({"医保": ["x"]}).matches("𠮷𠮷医保") == [Match(2, 4, ("x",))]


def test_no_labels_match_nothing() -> None:
    assert Matcher({}).matches("医保") == []
    assert Matcher({"": ["x"]}).matches("医保") == []


def test_numbers_and_latin_words_are_not_cut() -> None:
    labels = {"12345": ["hotline"], "app": ["app"], "医保app": ["ours"]}
    assert Matcher(labels).matches("电话1234567") == []
    assert Matcher(labels).matches("apple") == []
    assert Matcher(labels).matches("打12345，下载APP或医保APP") == [
        Match(1, 6, ("hotline",)),
        Match(9, 12, ("app",)),
        Match(13, 18, ("ours",)),
    ]


def test_the_matcher_of_several_schemes_names_all_their_concepts() -> None:
    [match] = matcher("channel", "organization").matches("医保经办机构")
    assert match.codes == ("channel-agency-counter", "org-medical-insurance-agency")


def test_a_matcher_is_compiled_once() -> None:
    assert matcher("channel") is matcher("channel")
