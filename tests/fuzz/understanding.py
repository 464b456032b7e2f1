"""Any text → a question that is understood: `python tests/fuzz/understanding.py [-runs=1000]`.

The options are those of libFuzzer; what fails is written to a file beside the run: make a case of
`tests/test_bad_questions.py` of it.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2])]


def try_bytes(data: bytes) -> None:
    """Read `data` as a question that follows another: there is no error, and what it is taken for stands in it."""
    from query.understanding.follow_ups import understood
    from query.understanding.rules import question_rules

    question, _, before = data.decode(errors="replace").partition("\n")
    read = understood(question, [before] if before else [])
    assert read.asked == question
    for term in read.terms:
        assert 0 <= term.start < term.end <= len(read.text)
        assert term.surface == read.text[term.start : term.end]
    for said in read.said:
        assert 0 <= said.start < said.end <= len(read.text)
    for value in read.values:
        assert value.kind in question_rules().values and value.surface in read.text
    assert all(code.startswith("region-") for code in read.conditions.region)


def main() -> None:
    """Let atheris make up inputs."""
    import atheris

    with atheris.instrument_imports(include=["query.understanding"], enable_loader_override=False):
        import query.understanding.follow_ups  # noqa: F401  (imported here so that its branches are counted)
    atheris.Setup(sys.argv, try_bytes)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
