"""Makes the pool: many short runs of a small decoder on three corpora, to which something happens on the way.

Each run goes on from a model that has been trained already, as a long run would, except for a third of those on
stories, which begin at the beginning. `tbxlab reproduce spikes` makes all of them again.
"""

import copy
import random
import time
from collections.abc import Callable, Iterator
from functools import cache
from importlib.metadata import version

import numpy as np
import torch
from torch import Tensor

from tbxlab.lab10 import measure
from tbxlab.lab10.decoder import Decoder
from tbxlab.lab10.prose import Prose
from tbxlab.lab10.spikes import incidents, pool
from tbxlab.lab10.spikes.pool import CORPORA, Log
from tbxlab.lab10.stories import Stories

TRAINED = {"stories": (600, 600, 0), "scipy": (1000, 1000), "sklearn": (1000, 1000)}
"""Steps of the models from which runs go on, by the remainder of a run's seed; with 0, it begins at the beginning."""
SEEDS = 6
"""Runs of each kind on each corpus."""
WINDOW, WIDTH = 48, 32
RATE, WARM_UP, DECAY = 1e-2, 30, 0.1
BETAS = (0.9, 0.95)
STORIES = 4_000
PACKAGES = ("torch", "scipy", "scikit-learn")
AFTER = 150
"""Steps after the onset."""


@cache
def text(corpus: str) -> tuple[Tensor, int]:
    """Return a corpus as one row of token numbers, and how many tokens there are."""
    if corpus == "stories":
        stories = Stories(STORIES, seed=0)
        return torch.tensor([token for row in stories.rows for token in row]), stories.vocabulary
    prose = Prose((corpus,))
    return prose.train, prose.vocabulary


def batch(corpus: str, size: int, order: torch.Generator) -> tuple[Tensor, Tensor]:
    """Return random windows of a corpus: inputs, and the next token of each position."""
    tokens, _ = text(corpus)
    starts = torch.randint(len(tokens) - WINDOW, (size,), generator=order)
    whole = tokens[starts[:, None] + torch.arange(WINDOW + 1)]
    return whole[:, :-1], whole[:, 1:]


@cache
def trained(corpus: str, seed: int) -> tuple[Decoder, torch.optim.AdamW]:
    """Return a healthy model with its optimizer, after the steps that TRAINED says."""
    steps = TRAINED[corpus][seed]
    torch.manual_seed(seed)
    model = Decoder(text(corpus)[1], context=WINDOW, width=WIDTH)
    order = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=DECAY, betas=BETAS, fused=True)
    for step in range(steps):
        rate = RATE * min(1, (step + 1) / WARM_UP) * (1 - 0.6 * step / steps)
        _step(model, optimizer, *batch(corpus, 16, order), rate, 1.0)
    return model, optimizer


def _step(
    model: Decoder, optimizer: torch.optim.AdamW, x: Tensor, y: Tensor, rate: float, clip: float
) -> tuple[float, float]:
    for group in optimizer.param_groups:
        group["lr"] = rate
    loss = measure.loss_of(model, x, y)
    optimizer.zero_grad()
    loss.backward()
    norm = torch.nn.utils.clip_grad_norm_(model.parameters(), clip)
    optimizer.step()
    return loss.item(), norm.item()


def make(kind: str, corpus: str, seed: int) -> Log:
    """Make one run: batches of 4, 8 or 12 windows, its learning rate, its clip and its onset are drawn by the seed."""
    rng = random.Random(f"spike {kind} {corpus} {seed}")
    _, vocabulary = text(corpus)
    source, before = trained(corpus, seed % len(TRAINED[corpus]))
    model, young = copy.deepcopy(source), not TRAINED[corpus][seed % len(TRAINED[corpus])]
    rate = rng.uniform(5e-3, 8e-3) if young else rng.uniform(2e-3, 5e-3)
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=DECAY, betas=BETAS, fused=True)
    optimizer.load_state_dict(copy.deepcopy(before.state_dict()))
    onset, size = rng.randint(110, 140) if young else rng.randint(80, 130), rng.choice([4, 8, 12])
    clip, falls = rng.choice([1.0, float("inf")]), rng.choice([0.0, 0.9])
    happens = incidents.draw(kind, onset, vocabulary, seed, rng)
    order = torch.Generator().manual_seed(1_000 + seed)
    found = []
    for step in range(onset + AFTER):
        now = rate * (min(1, (step + 1) / WARM_UP) if young else 1) * (1 - falls * step / (onset + AFTER))
        x, y = happens.batch(step, *batch(corpus, size, order))
        found.append(_step(model, optimizer, x, y, happens.rate(step, now), happens.clip(step, clip)))
        happens.weights(step, model)
    loss, norm = np.array(found).T
    return Log(kind, corpus, seed, onset, happens.earlier, loss, norm)


def make_all(say: Callable[[str], None]) -> Iterator[Log]:
    """Make every run, clear or not, and say how many of each kind are clear."""
    for kind in pool.PROMISED:
        for corpus in CORPORA:
            started = time.process_time()
            logs = [make(kind, corpus, seed) for seed in range(SEEDS)]
            clear = sum(log.is_clear for log in logs)
            say(f"{kind:14} {corpus:8} {clear} of {SEEDS} clear, {time.process_time() - started:.0f} s of CPU")
            yield from logs


def reproduce(say: Callable[[str], None] = print) -> None:
    """Make all runs, and put the clear ones into the pool: see pool.json for the CPU time that it took."""
    torch.set_num_threads(1)
    started = time.process_time()
    logs = list(make_all(say))
    clear = [log for log in logs if log.is_clear]
    pool.save(
        clear,
        pool.GIVEN,
        made=len(logs),
        cpu_seconds=round(time.process_time() - started),
        made_with={name: version(name) for name in PACKAGES},
    )
    say(f"{len(clear)} of {len(logs)} runs are clear and in the pool")
