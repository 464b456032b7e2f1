"""Any text → a query that is read or refused: `python tests/fuzz/property_functions.py [-runs=1000]`.

The options are those of libFuzzer; what fails is written to a file beside the run: make a case of
`tests/test_property_functions.py` of it.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2])]


def try_bytes(data: bytes) -> None:
    """Look for calls in `data`; the only error may be a refusal in one line."""
    from index.graph.guard import guarded
    from ontology.errors import QueryError
    from ontology.terms import PREFIXES, YB_NEAR, YB_SEARCH
    from query.property_functions.calls import calls

    text = data.decode(errors="replace")
    try:
        guarded(text)
        found = calls(text, {YB_SEARCH: "search", YB_NEAR: "near"}, PREFIXES)
    except QueryError as error:
        assert "\n" not in str(error)
        return
    end = 0
    for call in found:
        assert end <= call.start < call.end <= len(text)
        assert call.variables and all(text.find(variable, call.start, call.end) >= 0 for variable in call.variables)
        end = call.end


def main() -> None:
    """Let atheris make up inputs."""
    import atheris

    with atheris.instrument_imports(include=["query.property_functions"], enable_loader_override=False):
        import query.property_functions.calls  # noqa: F401  (imported here so that its branches are counted)
    atheris.Setup(sys.argv, try_bytes)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
