"""The runs that chapter 08, Fine-tuning a CNN, shows: each way and each fault with three seeds, and closer looks.

``<name>-<seed>``: 60 steps with 10 labels a class, what a training logs at every fifth step, the distances between
the splits, and the test accuracy in the end. ``order-…``: one network judged in three ways. ``look-…``: what pictures
say of two trained networks. ``table-<row>``: the transfer table, with the number of labels a class as the step.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from tbxlab.authoring.reference_runs import run
from tbxlab.lab05 import images
from tbxlab.lab08 import characters, cnn, digits, finetune, sick, table, task
from tbxlab.lab08.finetune import METHODS, STEPS
from tbxlab.lab08.images import CHARACTERS, prepare

SEEDS = (0, 1, 2)
LABELS = 10
EVERY = 5  # steps
WAYS = ("zero", "probe", "full", "discriminative")
TOLERANCE: dict[str, Any] = {"rtol": 0.2, "atol": 0.03}
"""Sixty steps amplify rounding; 0.03 of an accuracy are eight of the 253 validation pictures."""


class Thin:
    """A writer that passes on the scalars of every fifth step."""

    def __init__(self, writer: Any) -> None:
        self.writer = writer

    def add_scalar(self, tag: str, value: float, step: int) -> None:
        """Write the value, or leave it out."""
        if step % EVERY == 0:
            self.writer.add_scalar(tag, value, step)


def trained(name: str, setting: finetune.Setting) -> Callable[[Any, int], None]:
    """Return the maker of one way's or one fault's run."""

    def make(writer: Any, seed: int) -> None:
        done = task.run(setting, LABELS, seed, writer=Thin(writer))
        writer.add_scalar("test/accuracy", done.test_accuracy, STEPS)
        apart = sick.closest(done.task.train[0], done.task.validation[0])
        writer.add_scalar("split/closest", apart.median().item(), 0)

    make.__doc__ = f"{name}: 10 labels a class."
    return make


SICK = {name.removeprefix("learning "): setting for name, setting in sick.SICK.items()}  # as the runs are named
for way, chosen in {**{name: METHODS[name] for name in WAYS}, **SICK}.items():
    rough: dict[str, Any] = {"chaotic": True, "rtol": 0.5, "atol": 0.1} if way == "rate too high" else TOLERANCE
    run(f"08_chapter/{way.replace(' ', '-')}-{{seed}}", seeds=SEEDS, **rough)(trained(way, chosen))
for name, chosen in {
    "resnet-from-zero": replace(METHODS["zero"], rate=0.01),  # one rate for both; at 0.03 VGG learns less
    "vgg-from-zero": replace(METHODS["zero"], architecture="vgg", rate=0.01),
    "vgg-full": replace(METHODS["full"], architecture="vgg", rate=0.003),
}.items():
    run(f"08_chapter/{name}-{{seed}}", seeds=SEEDS, **TOLERANCE)(trained(name, chosen))


@run("08_chapter/svm-{seed}", seeds=SEEDS, atol=0.005)
def baseline(writer: Any, seed: int) -> None:
    """The baseline as a line over all steps: a support-vector machine on the pixels of the same labels."""
    accuracy = task.baseline(LABELS, seed)
    for step in range(0, STEPS + 1, finetune.VALIDATE_EVERY):
        writer.add_scalar("val/accuracy", accuracy, step)


def judged(mode: str, order: str) -> Callable[[Any, int], None]:
    """Return the maker of one way to judge the same network: eval or train mode, pictures sorted or shuffled."""

    def make(writer: Any, seed: int) -> None:
        setting = METHODS["full"]
        model, data = task.make_model(setting, seed), task.make_task(setting, LABELS, seed)

        class AtValidation:
            """Judges the network where the training does, and leaves it as it was."""

            def add_scalar(self, tag: str, value: float, step: int) -> None:
                if tag == "val/accuracy":
                    found = sick.accuracy_by_order(model.train(mode == "train"), data.validation)
                    writer.add_scalar(tag, found[order == "shuffled"], step)

        finetune.finetune(
            model, data.train, data.validation, setting, seed=seed, validate_every=EVERY, writer=AtValidation()
        )

    make.__doc__ = f"One and the same training; judged in {mode} mode, validation pictures {order}."
    return make


for which in (("eval", "sorted"), ("train", "shuffled"), ("train", "sorted")):
    run(f"08_chapter/order-{'-'.join(which)}-{{seed}}", seeds=SEEDS, rtol=0, atol=0.06)(judged(*which))


def principal(vectors: Tensor, keep: int = 10) -> np.ndarray:
    """Return the first principal components, float64[n, keep]: a small file, and nearly all of the distances."""
    centered = (vectors - vectors.mean(dim=0)).double()
    _, _, directions = torch.linalg.svd(centered, full_matrices=False)
    directions = directions[:keep] * directions[:keep].sum(dim=1, keepdim=True).sign()  # one sign on every machine
    return (centered @ directions.T).numpy().round(2)


@torch.no_grad()
def look(writer: Any, model: nn.Module, data: task.Task, step: int) -> None:
    """Log what can be seen of a network's answers to the validation digits."""
    model.eval()
    (X, y), raw = data.validation, digits.part(digits.VALIDATION)[0]
    shares = model(X).softmax(dim=1)
    sure, said = shares.max(dim=1)
    matrix = images.confusion(y, said)
    writer.add_figure("val/confusion", images.heat_map(matrix), step)
    wrong = (said != y).nonzero()[:, 0]
    worst = wrong[sure[wrong].argsort(descending=True)][:24]
    writer.add_figure("val/mistakes", images.gallery(raw[worst], y[worst], said[worst]), step)
    for label in range(digits.CLASSES):
        right = matrix[label, label].item()
        writer.add_scalar(f"recall/{label}", right / matrix[label].sum().item(), step)
        writer.add_scalar(f"precision/{label}", right / max(matrix[:, label].sum().item(), 1), step)
        writer.add_pr_curve(f"pr/{label}", y == label, shares[:, label], step)
    writer.add_embedding(principal(cnn.features(model, X)), [str(label) for label in y.tolist()], 1 - raw, step)
    five = int((y == 5).nonzero()[0])
    writer.add_images("features/input", raw[five][None], step)
    for name, each in feature_maps(model, X[five][None]).items():
        writer.add_images(f"features/{name}", each[:, None], step)


@torch.no_grad()
def feature_maps(model: Any, picture: Tensor, channels: int = 16) -> dict[str, Tensor]:
    """Return for one prepared picture the first maps after the stem and each stage, float32[16, h, w], 0 to 1."""
    found: dict[str, Tensor] = {}
    hooks = [
        layer.register_forward_hook(lambda layer, inputs, output, name=name: found.update({name: output[0]}))
        for name, layer in {"stem": model.relu, "layer1": model.layer1, "layer2": model.layer2}.items()
    ]
    model(picture)
    for hook in hooks:
        hook.remove()
    return {
        name: each[:channels] / each[:channels].amax(dim=(1, 2), keepdim=True).clamp(min=1e-6)
        for name, each in found.items()
    }


def looked_at(method: str) -> Callable[[Any, int], None]:
    """Return the maker of the pictures of one method's network."""

    def make(writer: Any, seed: int) -> None:
        done = task.run(METHODS[method], LABELS, seed)
        look(writer, done.model, done.task, STEPS)

    make.__doc__ = f"Confusion, mistakes, recall, PR curves, embedding, feature maps: {method}, 10 labels a class."
    return make


for method in ("probe", "full"):
    run(f"08_chapter/look-{method}-{{seed}}", seeds=SEEDS[:1], rtol=0.2, atol=0.1)(looked_at(method))


@run("08_chapter/data")
def data(writer: Any, seed: int) -> None:
    """The letters that the network was pretrained on, the digits, and both as the network gets them."""
    letters, _ = characters.draw(32, torch.Generator().manual_seed(seed))
    drawn, _ = digits.few_labels(LABELS, seed)
    some = drawn[torch.arange(0, 100, 3)[:32]]
    writer.add_images("source/letters", letters.clamp(0, 1), 0)
    writer.add_images("target/digits", some, 0)
    mean, std = torch.tensor(CHARACTERS.mean), torch.tensor(CHARACTERS.std)
    back = prepare(some) * std + mean  # normalized for the network, and undone for the eye
    writer.add_images("target/as_the_network_gets_them", back.clamp(0, 1), 0)


def table_row(row: str) -> Callable[[Any, int], None]:
    """Return the maker of one row of the transfer table."""

    def make(writer: Any, seed: int) -> None:
        kept = table.load()
        for per_class in table.LABELS:
            values = table.accuracies(kept, row, per_class)
            writer.add_scalar("test/accuracy", values.mean(), per_class)
            for number, value in zip(kept["seeds"], values, strict=True):
                writer.add_scalar(f"seed_{number}/accuracy", value, per_class)

    make.__doc__ = f"The transfer table's row {row}: test accuracy over labels a class, which are the step."
    return make


for row in (table.BASELINE, *METHODS):
    run(f"08_chapter/table-{row.replace(' ', '-')}")(table_row(row))
