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
from index.encoder.batches import IntentTexts, Rows, chances, drawn, groups, intent_texts
from index.encoder.composition import composition
from index.encoder.evaluation import Retrieval, retrieval
from index.encoder.pairs import Intent, Pairs, general_pairs, held_out, intents
from index.encoder.saving import save
from index.encoder.script import simplified
from index.encoder.settings import EncoderSettings, Phase, TrainingSettings, settings
from index.encoder.static import StaticEncoder
from index.encoder.vocabulary import tokenizer

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
    limits = chosen.training if steps is None else chosen.training.of_length(steps)
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
        sum(phase.steps for phase in limits.phases),
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
    domain = intent_texts(taught)
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
    whole = sum(phase.steps for phase in limits.phases)
    done = 0
    for phase in limits.phases:
        optimizer = torch.optim.Adam(model.parameters(), fused=True)
        for step in range(phase.steps):
            for group in optimizer.param_groups:
                group["lr"] = phase.rate * _share(step, limits.warmup, phase.steps)
            optimizer.zero_grad()
            loss = _loss(model, data, limits, phase, random)
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            done += 1
            if progress:
                progress(done, whole, loss.item())
    return model


def contrast(first: Tensor, second: Tensor, related: Tensor, temperature: float) -> Tensor:
    """Return the loss of telling each row's partner from the rest, both ways.

    Args:
        first: unit rows.
        second: unit rows; row i belongs to row i of `first`.
        related: `related[i, j]` says that row i of `first` and row j of `second` have to do with each other, so that
            neither is a negative of the other.
        temperature: what similarities are divided by.
    """
    partner = torch.eye(len(first), dtype=torch.bool)
    scores = (first @ second.T / temperature).masked_fill(related & ~partner, float("-inf"))
    target = torch.arange(len(first))
    return (functional.cross_entropy(scores, target) + functional.cross_entropy(scores.T, target)) / 2


@dataclass(frozen=True, slots=True)
class Task:
    """One loss of a step: bags that belong together, which of them are related, and the weight of the loss."""

    first: Ragged
    second: Ragged
    related: NDArray[np.bool_]
    weight: float


def _general(data: Lessons, limits: TrainingSettings, weight: float, random: np.random.Generator) -> Task:
    rows = random.choice(len(data.first), limits.general_batch, p=data.chances)
    first, second = (side.take(rows, limits.general_tokens) for side in (data.first, data.second))
    same = data.groups[rows]
    return Task(first, second, same[:, None] == same[None, :], weight)


def _domain(data: Lessons, limits: TrainingSettings, weight: float, random: np.random.Generator) -> Task:
    draw = drawn(data.intents, limits, random)
    owners = data.intents.owners()
    asked, found, behind = owners[draw.asked], owners[draw.found], np.where(draw.behind < 0, -1, owners[draw.behind])
    related = (asked[:, None] == found[None, :]) | (asked[:, None] == behind[None, :])
    second = joined(
        data.intent_bags.take(draw.found), data.intent_bags.take(np.maximum(draw.behind, 0)), draw.behind >= 0
    )
    first = thinned(data.intent_bags.take(draw.asked), limits.dropped_tokens, random)
    return Task(first, thinned(second, limits.dropped_tokens, random), related, weight)


def _loss(
    model: ComposedEmbedding, data: Lessons, limits: TrainingSettings, phase: Phase, random: np.random.Generator
) -> Tensor:
    tasks: list[Task] = []
    if phase.general and len(data.first):
        tasks.append(_general(data, limits, phase.general, random))
    if phase.domain or not tasks:  # without general pairs, the intents teach the language as well
        tasks.append(_domain(data, limits, phase.domain or 1.0, random))
    sides = [side for task in tasks for side in (task.first, task.second)]
    rows = model(stacked(sides)).split([len(offsets) for _, offsets in sides])
    losses = [
        contrast(first, second, torch.from_numpy(task.related), limits.temperature) * task.weight
        for first, second, task in zip(rows[::2], rows[1::2], tasks, strict=True)
    ]
    return torch.stack(losses).sum()


def _share(step: int, warmup: int, steps: int) -> float:
    """Return the share of the full rate at `step`: a rise, then a straight fall to nothing."""
    return min((step + 1) / warmup, (steps - step) / max(1, steps - warmup), 1.0)


def _simplified(intent: Intent) -> Intent:
    return dataclasses.replace(
        intent,
        passages=tuple(simplified(intent.passages)),
        questions=tuple(simplified(intent.questions)),
    )
