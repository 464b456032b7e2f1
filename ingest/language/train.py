"""`python -m ingest.language.train PAIRS`: count the texts and write the model file and its card's figures.

The same texts and settings give the same file.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

from ingest.language.counts import Text, alphabet_of, ngram_counts
from ingest.language.model import FILE
from ingest.language.packing import save
from ingest.language.settings import LanguageSettings, language_settings
from ingest.language.texts import article_texts, pair_texts, question_texts


def main(arguments: list[str]) -> None:
    """Train on the files that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m ingest.language.train", description=__doc__)
    parser.add_argument("pairs", type=Path, help='lines {"a", "b"}, .jsonl or .jsonl.xz')
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("-o", "--out", type=Path, default=FILE)
    chosen = parser.parse_args(arguments)
    data = language_settings()
    own = [
        *question_texts(chosen.corpus / "questions", data.domain_weight),
        *article_texts(chosen.corpus, data.domain_weight),
    ]
    sys.stdout.write(train([*own, *pair_texts(chosen.pairs)], chosen.out, data))


def train(texts: list[Text], out: Path, data: LanguageSettings) -> str:
    """Count `texts`, write the model to `out` and return what it holds, one figure a line."""
    alphabet = alphabet_of(texts, data.character_count)
    single = ngram_counts(texts, alphabet, 1)
    unigrams = np.zeros(len(alphabet), np.int64)
    unigrams[single.keys] = single.counts
    bigrams = ngram_counts(texts, alphabet, 2).at_least(data.bigram_count).most_frequent(data.bigrams)
    trigrams = ngram_counts(texts, alphabet, 3).at_least(data.trigram_count).most_frequent(data.trigrams)
    out.parent.mkdir(parents=True, exist_ok=True)
    save(out, alphabet, unigrams, bigrams, trigrams, data.quantum)
    figures = {
        "texts": len(texts),
        "characters": sum(len(text.text) for text in texts),
        "alphabet": len(alphabet),
        "bigrams": len(bigrams.keys),
        "trigrams": len(trigrams.keys),
        "bytes": out.stat().st_size,
    }
    return "".join(f"{name}: {figure}\n" for name, figure in figures.items())


if __name__ == "__main__":
    main(sys.argv[1:])
