"""Kills builds at spread points; run by test_generation in a process of its own.

Each build runs in a fork of this process, which has imported everything and started no thread: so the kills hit the
build, not the start of the interpreter. Prints one line a kill, fails with a traceback. Arguments: a folder, the number
of kills.
"""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import fakes

import index.building.assembly
import index.building.prepare
from index.building.build import build
from index.building.fingerprint import pipeline_fingerprint
from index.check import check
from index.folder.generation import current
from index.store import KnowledgeIndex
from ontology.segmenter import tokens

ARTICLES = 12
SILENT = 0.25  # share of a build that goes by before it writes


def write(folder: Path, version: int) -> None:
    """Write articles that all state the amount `version`."""
    for number in range(ARTICLES):
        lines = "\n".join(f"- 第{number}篇第{line}条办理说明，请携带材料前往窗口" for line in range(30))
        text = f"# 封顶线\n每年{1000 + version}元，也可以使用支付宝。\n{lines}\n"
        (folder / f"{number:02d}.txt").write_text(text, encoding="utf-8")


def answer(data: Path) -> int:
    """Return the version that all facts of the data agree on; the data must be sound."""
    with KnowledgeIndex(data, fakes.HashingEncoder()) as knowledge:
        faults = list(check(knowledge))
        assert not faults, faults[:3]
        amounts = {row["value_max"] for row in knowledge.export("facts")}
        assert len(amounts) == 1, amounts
        hit = knowledge.matching(f"每年{min(amounts)}元", 1)[0]
        assert str(min(amounts)) in knowledge.passages([hit.id])[0].text
        assert len(knowledge.nearest("封顶线", 5)) == 5
        return int(amounts.pop()) - 1000


def forked(task: Callable[[], object]) -> int:
    """Start `task` in a fork and return its process id."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        task()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def done(task: Callable[[], object]) -> None:
    """Run `task` in a fork to its end."""
    assert os.waitstatus_to_exitcode(os.waitpid(forked(task), 0)[1]) == 0


def timed(task: Callable[[], object]) -> float:
    """Run `task` in a fork to its end and return the seconds it took."""
    start = time.monotonic()
    done(task)
    return time.monotonic() - start


def expect(data: Path, *versions: int) -> None:
    found = answer(data)
    assert found in versions, (found, versions)


def main(folder: Path, kills: int) -> None:
    """Build, kill, look, build again."""
    index.building.prepare.analyse = fakes.analyse
    tokens("医保")  # read once, not in every fork: the dictionary, and the files of the pipeline
    pipeline_fingerprint()
    index.building.assembly.vocabulary_lines = fakes.vocabulary_lines
    pages, data = folder / "pages", folder / "data"
    pages.mkdir()

    def run() -> None:
        build([str(pages)], data, encoder=fakes.HashingEncoder())

    write(pages, 0)
    done(run)
    write(pages, 1)
    whole = timed(run)
    for kill in range(kills):
        before, after = kill + 1, kill + 2
        write(pages, after)
        pid = forked(run)
        time.sleep(whole * (SILENT + (1 - SILENT) * (kill + 0.5) / kills))
        os.kill(pid, signal.SIGKILL)
        ended = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        partial = sorted(path.name for path in (data / "generations").iterdir() if path.suffix)
        done(lambda: expect(data, before, after))  # noqa: B023
        whole = timed(run)  # the last whole build tells best how long the next one takes
        done(lambda: expect(data, after))  # noqa: B023
        now = current(data)
        assert now is not None
        left = {path.name for path in (data / "generations").iterdir()}
        assert left == {f"{now.number - 1:06d}", f"{now.number:06d}"}, left
        print(kill, ended, partial, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
