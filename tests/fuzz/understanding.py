"""Any text → a question that is understood: `python tests/fuzz/understanding.py [-runs=1000]`.

The options are those of libFuzzer; what fails is written to a file beside the run: make a case of
`tests/test_bad_questions.py` of it.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]


def try_bytes(data: bytes) -> None:
    """Read `data` as a question that follows another."""
    from soundness import check_question

    from query.understanding.follow_ups import understood

    question, _, before = data.decode(errors="replace").partition("\n")
    read = understood(question, [before] if before else [])
    assert read.asked == question
    check_question(read)


def main() -> None:
    """Let atheris make up inputs."""
    import atheris

    with atheris.instrument_imports(include=["query.understanding"], enable_loader_override=False):
        import query.understanding.follow_ups  # noqa: F401  (imported here so that its branches are counted)
    atheris.Setup(sys.argv, try_bytes)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
