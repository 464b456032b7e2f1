"""Pages that nobody writes take time in proportion to their size: one piece over and over, in one line or in many."""

import time

import pytest

from ingest.article import RawArticle
from ingest.pipeline import analyse

# By what parts the pieces; twice the first still stands in one line (`line_characters`).
CHARACTERS = {"": 4500, "\n": 8000}
GROWTH = 3.2  # of the time from one length to twice as much; what is quadratic takes four times as long
UNTOLD = 0.5  # seconds: below, warming up and noise decide
TRIES = 2  # the best of them counts: other work on the machine slows single ones


def seconds(text: str) -> float:
    """The processor time that the ingest of a page takes."""
    taken = []
    for _ in range(TRIES):
        start = time.process_time()
        analyse(RawArticle("page.txt", text))
        taken.append(time.process_time() - start)
    return min(taken)


@pytest.mark.parametrize("end", ["", "\n"], ids=["in-one-line", "in-lines"])
@pytest.mark.parametrize(
    "piece",
    [
        "元报70%",
        "起付线500、",
        "在职职工在三级医院住院报销85%，",
        "分别为70%、80%、",
        "打开支付宝，点击市民中心，",
        "材料:身份证;",
        "拨打12393热线或到医保局窗口办理，",
        "《社会保险法》第三十条规定，",
        "| 住院 | 70% |",
        "住院\t70%\t",
        "三万五千元",
        "北京市天河区",
        "（（",
        "(一)",
        "怎么办？",
    ],
)
def test_twice_the_page_takes_about_twice_the_time(piece: str, end: str) -> None:
    unit = piece + end
    seconds(unit * 20)  # rules are compiled
    half, whole = (seconds(unit * (times * CHARACTERS[end] // len(unit))) for times in (1, 2))
    assert whole < GROWTH * half + UNTOLD
