"""The runs of lab and chapter 09: four ways to train, and five that went wrong, each over three seeds.

<method>-<labels>-<seed>, where <labels> is how many labeled sentences each of the ten classes has, and
sick-<fault>-<seed> with 8 labels a class. "probe" with 8 labels is light enough for the tests to make it again; the
others take half a minute to minutes each.
"""

import time
from functools import cache
from typing import Any

import torch

from tbxlab.authoring.reference_runs import run
from tbxlab.lab09 import finetune, memory, minilm, sick, table
from tbxlab.lab09.classifier import make_batch, trainable
from tbxlab.lab09.splits import Corpus, load

SEEDS = (0, 1, 2)
MEASURED = ("speed/tokens", "cost/seconds")
"""By CPU time of one thread, not by the clock on the wall: other programs change it less."""


@cache
def corpus() -> Corpus:
    """Return the sentences, read from the libraries once."""
    return load()


def log_end(writer: Any, test: float, loss: float | None, step: int) -> None:
    """Log what a finished model scores on the test set, once."""
    writer.add_scalar("test/accuracy", test, step)
    if loss is not None:
        writer.add_scalar("test/loss", loss, step)


def fine_tune(writer: Any, setting: finetune.Setting, labels: int, seed: int, fault: str = "") -> None:
    """Train one model as `table.cell` does, and log its course, its costs and its test accuracy.

    Validated on every second of the 200 validation sentences, 10 of each class.
    """
    torch.manual_seed(seed)
    tokenizer, encoder = minilm.load(pretrained=setting.method != "zero")
    if fault == "scrambled":
        sick.scramble(encoder, seed)
    model = finetune.prepare(encoder, setting, seed)
    examples = finetune.few(corpus().train, labels, seed)
    if fault == "shuffled":
        examples = sick.shuffle(examples, seed)
    first = make_batch(
        tokenizer, examples[0][: setting.batch_size], examples[1][: setting.batch_size], setting.max_length
    )
    writer.add_scalar("cost/trainable", trainable(model), 0)
    for part, mib in memory.held(model, first).items():
        writer.add_scalar(f"memory/{part}", mib, 0)
    torch.manual_seed(seed)
    validation = finetune.labeled(corpus().validation[::2])
    steps = finetune.train(
        model, tokenizer, examples, validation, setting, seed=seed, writer=writer, clock=time.process_time
    )
    loss, accuracy = finetune.evaluate(model, tokenizer, finetune.labeled(corpus().test), setting)
    log_end(writer, accuracy, loss, steps)


def tfidf(labels: int) -> Any:
    """Return the maker of the baseline: words counted, no pretraining, no network."""

    def baseline(writer: Any, seed: int) -> None:
        """TF-IDF and logistic regression: the baseline that reads single words."""
        examples = finetune.few(corpus().train, labels, seed)
        log_end(writer, table.baseline(examples, finetune.labeled(corpus().test)), None, 0)

    return baseline


def healthy(method: str, labels: int) -> Any:
    """Return the maker of one way to train at one number of labels."""

    def maker(writer: Any, seed: int) -> None:
        fine_tune(writer, finetune.METHODS[method], labels, seed)

    maker.__doc__ = f"MiniLM, {method}, {labels} labels a class."
    maker.__qualname__ = f"healthy.{method}"
    return maker


def faulty(fault: str) -> Any:
    """Return the maker of one fault: "full" with 8 labels a class and one thing wrong."""

    def maker(writer: Any, seed: int) -> None:
        fine_tune(writer, sick.SETTINGS[fault], 8, seed, fault)

    maker.__doc__ = f"MiniLM, full, 8 labels a class, one fault: {fault}."
    maker.__qualname__ = f"faulty.{fault}"
    return maker


for labels in (8, 32):
    run(f"09_transformer/tfidf-{labels}-{{seed}}", seeds=SEEDS, atol=0.01)(tfidf(labels))
    for method in table.METHODS:
        run(
            f"09_transformer/{method}-{labels}-{{seed}}",
            seeds=SEEDS,
            rtol=0.05,
            atol=0.03,
            measured=MEASURED,
            heavy=(method, labels) != ("probe", 8),
        )(healthy(method, labels))
for fault in sick.SETTINGS:
    run(
        f"09_transformer/sick-{fault}-{{seed}}",
        seeds=SEEDS,
        rtol=0.05,
        atol=0.03,
        measured=MEASURED,
        heavy=True,
        chaotic=fault == "rate",
    )(faulty(fault))
