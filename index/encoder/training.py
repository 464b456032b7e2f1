"""Trains the static encoder: general pairs teach the language, the intents teach the domain."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from index.encoder.bags import Bags, ComposedEmbedding, Ragged, bags, joined, stacked, thinned
from index.encoder.batches import Draw, IntentTexts, Rows, chances, drawn, groups, intent_texts
from index.encoder.composition import composition
from index.encoder.evaluation import Retrieval, retrieval
from index.encoder.noise import Noise, homophones
from index.encoder.pairs import Intent, Pairs, general_pairs, held_out, intents
from index.encoder.saving import save
from index.encoder.script import simplified
from index.encoder.settings import EncoderSettings, TrainingSettings, settings
from index.encoder.static import StaticEncoder
from index.encoder.vocabulary import dictionary, tokenizer

THREADS = 2
Progress = Callable[[int, int, float], None]  # step, steps, loss


@dataclass(frozen=True, slots=True)
class Report:
    """What a training run made."""

    folder: Path
    steps: int
    tokens: int
    dim: int
    fingerprint: str
    intents: int
    held_out: Retrieval
    trained: Retrieval


def train(
    pairs: Path | None,
    questions: Path,
    out: Path,
    seed: int | None = None,
    steps: int | None = None,
    progress: Progress | None = None,
    labels: Iterable[str] = (),
) -> Report:
    """Train an encoder and write it to `out`; the same data, settings and seed give the same weights.

    Args:
        pairs: file of general pairs; without it the encoder learns from the intents alone, and much worse.
        questions: folder of intents.
        out: folder for the model.
        seed: instead of the one in the settings.
        steps: instead of those in the settings.
        progress: told step, steps and loss.
        labels: names of the domain that stay whole tokens.

    Raises:
        InputError: if the data cannot be read.
    """
    chosen = settings()
    limits = chosen.training if steps is None else dataclasses.replace(chosen.training, steps=steps)
    chosen = dataclasses.replace(chosen, seed=chosen.seed if seed is None else seed, training=limits)
    known = [_simplified(intent) for intent in intents(questions)]
    tested = [intent for intent in known if held_out(intent, chosen.held_out_percent)]
    taught = [intent for intent in known if not held_out(intent, chosen.held_out_percent)]
    general = general_pairs(pairs) if pairs else Pairs([], [], [])
    data = lessons(general, taught, labels, chosen)
    model = fitted(data, chosen, progress)
    save(data.tokenizer, model.table().numpy(), out)
    made = StaticEncoder(out)
    return Report(
        out,
        chosen.training.steps,
        len(model.rows),
        made.dim,
        made.fingerprint,
        len(known),
        retrieval(made, tested, taught),
        retrieval(made, taught, tested),
    )


@dataclass(frozen=True, slots=True)
class Lessons:
    """Training data in token ids."""

    tokenizer: Tokenizer
    first: Bags
    second: Bags
    chances: NDArray[np.float64]
    groups: Rows
    intents: IntentTexts
    intent_bags: Bags


def lessons(general: Pairs, taught: Sequence[Intent], labels: Iterable[str], chosen: EncoderSettings) -> Lessons:
    """Return the data of a training run in token ids, with the tokenizer made for it."""
    frequencies = dictionary()
    noise = Noise(chosen.noise, homophones(frequencies, chosen.noise.characters_of_syllable))
    domain = intent_texts(taught, noise, np.random.default_rng(chosen.seed))
    asked = [question for intent in taught for question in intent.questions]
    made = tokenizer(chosen.vocabulary, [*general.first, *general.second, *domain.texts], asked, labels)
    return Lessons(
        made,
        bags(made, general.first),
        bags(made, general.second),
        chances(general, chosen.sources),
        groups(general),
        domain,
        bags(made, domain.texts),
    )


def fitted(data: Lessons, chosen: EncoderSettings, progress: Progress | None = None) -> ComposedEmbedding:
    """Return the model trained on `data`."""
    torch.set_num_threads(THREADS)
    random = np.random.default_rng(chosen.seed)
    parts = composition(data.tokenizer.get_vocab(), chosen.composition)
    model = ComposedEmbedding(parts, chosen.dim, torch.Generator().manual_seed(chosen.seed))
    limits = chosen.training
    optimizer = torch.optim.Adam(model.parameters(), lr=limits.rate, fused=True)
    for step in range(limits.steps):
        for group in optimizer.param_groups:
            group["lr"] = limits.rate * _share(step, limits.warmup, limits.steps)
        optimizer.zero_grad()
        loss = _loss(model, data, limits, step, random)
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        if progress:
            progress(step + 1, limits.steps, loss.item())
    return model


def contrast(first: Tensor, second: Tensor, same: Tensor, temperature: float) -> Tensor:
    """Return the loss of telling each row's partner from the rest, both ways; rows of the same group do not count.

    Args:
        first: unit rows.
        second: unit rows; row i belongs to row i of `first`.
        same: a number for each row; rows that share it are no negatives of each other.
        temperature: what similarities are divided by.
    """
    scores = first @ second.T / temperature
    partner = torch.eye(len(first), dtype=torch.bool)
    scores = scores.masked_fill((same[:, None] == same[None, :]) & ~partner, float("-inf"))
    target = torch.arange(len(first))
    return (functional.cross_entropy(scores, target) + functional.cross_entropy(scores.T, target)) / 2


def _loss(
    model: ComposedEmbedding, data: Lessons, limits: TrainingSettings, step: int, random: np.random.Generator
) -> Tensor:
    sides: list[Ragged] = []
    same: list[Rows] = []
    weights: list[float] = []
    if len(data.first):
        rows = random.choice(len(data.first), limits.general_batch, p=data.chances)
        sides += [side.take(rows, limits.general_tokens) for side in (data.first, data.second)]
        same.append(data.groups[rows])
        weights.append(limits.general_weight)
    if step >= limits.domain_from or not len(data.first):
        draw = drawn(data.intents, limits.pairs_of_intent, limits.passage_share, random)
        found = filled(data.intent_bags.take(draw.found), data, draw, limits.filled_passages, random)
        sides += [thinned(side, limits.dropped_tokens, random) for side in (data.intent_bags.take(draw.asked), found)]
        same.append(draw.owners)
        weights.append(1.0)
    rows_of = model(stacked(sides)).split([len(offsets) for _, offsets in sides])
    losses = [
        contrast(first, second, torch.from_numpy(group), limits.temperature) * weight
        for first, second, group, weight in zip(rows_of[::2], rows_of[1::2], same, weights, strict=True)
    ]
    return torch.stack(losses).sum()


def filled(bag: Ragged, data: Lessons, draw: Draw, share: float, random: np.random.Generator) -> Ragged:
    """Return the drawn texts, a random `share` of the passages among them followed by a passage drawn anywhere."""
    passages = data.intents.all_passages
    chosen = np.isin(draw.found, passages) & (random.random(len(draw.found)) < share)
    more = data.intent_bags.take(random.choice(passages, len(draw.found)))
    return joined(bag, more, chosen)


def _share(step: int, warmup: int, steps: int) -> float:
    """Return the share of the full rate at `step`: a rise, then a straight fall to nothing."""
    return min((step + 1) / warmup, (steps - step) / max(1, steps - warmup))


def _simplified(intent: Intent) -> Intent:
    return dataclasses.replace(
        intent,
        passages=tuple(simplified(intent.passages)),
        questions=tuple(simplified(intent.questions)),
    )
