"""Any bytes → blocks, guided by coverage: `python tests/fuzz/blocks.py [FOLDER] [-max_total_time=60] [-runs=1000]`.

The first byte of an input says how the rest is read. The options are those of libFuzzer; what fails is written to a
file beside the run: make a case of `tests/test_fuzz.py` of it.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

MEDIA_TYPES = ("text/plain", "text/html", "text/markdown")


def try_bytes(data: bytes) -> None:
    """Decode and analyse `data`; the only error may be that it is no text."""
    from soundness import check_analysis

    from ingest.article import RawArticle
    from ingest.decoding.encodings import decode
    from ingest.pipeline import analyse
    from ontology.errors import InputError

    media_type = MEDIA_TYPES[data[0] % len(MEDIA_TYPES)] if data else MEDIA_TYPES[0]
    try:
        decoded = decode(data[1:], media_type)
    except InputError:
        return
    check_analysis(analyse(RawArticle("fuzz", decoded.text, media_type, decoded.encoding)))


def main() -> None:
    """Let atheris make up inputs."""
    import atheris

    with atheris.instrument_imports(include=["ingest"], enable_loader_override=False):
        import ingest.pipeline  # noqa: F401  (imported here so that its branches are counted)
    atheris.Setup(sys.argv, try_bytes)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
