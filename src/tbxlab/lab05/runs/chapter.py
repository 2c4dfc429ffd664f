"""The runs that chapter 05, Images, shows: photographs, digits, a rare class."""

from typing import Any

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from tbxlab.authoring.reference_runs import run
from tbxlab.lab05 import images

SEEDS = (0, 1, 2)
STEPS = 24
"""Batches of 50 in an epoch of 1200 examples."""


@run("05_chapter/photo")
def photo(writer: Any, seed: int) -> None:
    """One photograph, logged in five ways; only the first two show what was meant."""
    hwc = images.photo()
    writer.add_image("photo/1_uint8", hwc, 0, dataformats="HWC")
    writer.add_image("photo/2_float_0_to_1", hwc / 255, 0, dataformats="HWC")
    writer.add_image("photo/3_float_0_to_255", hwc.astype(np.float32), 0, dataformats="HWC")
    writer.add_image("photo/4_normalized", images.normalize(hwc / 255), 0, dataformats="HWC")
    writer.add_image("photo/5_reshaped", hwc.reshape(3, *hwc.shape[:2]), 0)


@run("05_chapter/ramp")
def ramp(writer: Any, seed: int) -> None:
    """The 256 gray values of a byte as one row of pixels: as uint8, as float 0–1 and as float 0–255."""
    row = np.arange(256, dtype=np.float32)[None]
    writer.add_image("uint8", row.astype(np.uint8), 0, dataformats="HW")
    writer.add_image("float_0_to_1", row / 255, 0, dataformats="HW")
    writer.add_image("float_0_to_255", row, 0, dataformats="HW")


def channels(writer: Any, seed: int, convert: Any) -> None:
    """Train on colored digits converted by ``convert``; log the accuracy on them, and on rightly converted ones."""
    hwc, y = images.colored_digits(seed)
    X, right = convert(hwc), images.to_chw(hwc)
    writer.add_images("input/batch", X[:16], 0)

    def measure(model: torch.nn.Module, epoch: int) -> None:
        writer.add_scalar("val/accuracy", images.accuracy(model, X[1200:], y[1200:]), epoch * STEPS)
        writer.add_scalar("deployed/accuracy", images.accuracy(model, right[1200:], y[1200:]), epoch * STEPS)

    images.train(images.small_cnn(3, seed), X[:1200], y[:1200], epochs=12, seed=seed, after_epoch=measure)


@run("05_chapter/channels-right-{seed}", seeds=SEEDS, atol=0.02)
def channels_right(writer: Any, seed: int) -> None:
    """Colored digits, HWC turned into CHW by permute."""
    channels(writer, seed, images.to_chw)


@run("05_chapter/channels-wrong-{seed}", seeds=SEEDS, atol=0.02)
def channels_wrong(writer: Any, seed: int) -> None:
    """Colored digits, HWC turned into CHW by reshape: the accuracy is the same, the pictures are not."""
    channels(writer, seed, lambda hwc: hwc.reshape(len(hwc), 3, 8, 8))


def labels(writer: Any, seed: int, share: float) -> None:
    """Train on digits of which ``share`` have a wrong label; log what the model finds least likely."""
    X, y = images.digits(seed)
    given, _ = images.mislabeled(y[:1200], share, seed)

    def measure(model: torch.nn.Module, epoch: int) -> None:
        unlikely = (images.losses(model, X[:1200], given) > np.log(100)).sum().item()
        writer.add_scalar("val/accuracy", images.accuracy(model, X[1200:], y[1200:]), epoch * STEPS)
        writer.add_scalar("train/label_below_1_percent", unlikely, epoch * STEPS)

    model = images.small_mlp(seed)
    images.train(model, X[:1200], given, epochs=12, seed=seed, after_epoch=measure)
    if seed == 0:
        end = 12 * STEPS
        said = model(X).argmax(dim=1)
        worst = images.losses(model, X[:1200], given).argsort(descending=True)[:24]
        mistaken = 1200 + (said[1200:] != y[1200:]).nonzero()[:24, 0]
        writer.add_figure("train/highest_losses", images.gallery(X[worst], given[worst], said[worst]), end)
        writer.add_figure("val/mistakes", images.gallery(X[mistaken], y[mistaken], said[mistaken]), end)
        writer.add_figure("val/confusion", images.heat_map(images.confusion(y[1200:], said[1200:])), end)


@run("05_chapter/confusion")
def confusion(writer: Any, seed: int) -> None:
    """Digits: the confusion matrix after some epochs, as a figure, and its counts as one gray pixel each."""
    X, y = images.digits(seed)

    def measure(model: torch.nn.Module, epoch: int) -> None:
        if epoch not in (0, 1, 2, 3, 6, 12):
            return
        counts = images.confusion(y[1200:], model(X[1200:]).argmax(dim=1))
        writer.add_figure("val/confusion", images.heat_map(counts), epoch * STEPS)
        writer.add_image("val/confusion_counts", counts.to(torch.uint8).numpy(), epoch * STEPS, dataformats="HW")

    images.train(images.small_mlp(seed), X[:1200], y[:1200], epochs=12, seed=seed, after_epoch=measure)


@run("05_chapter/labels-right-{seed}", seeds=SEEDS, atol=8)
def labels_right(writer: Any, seed: int) -> None:
    """Handwritten digits with the labels of the data set."""
    labels(writer, seed, 0)


@run("05_chapter/labels-wrong-{seed}", seeds=SEEDS, atol=8)
def labels_wrong(writer: Any, seed: int) -> None:
    """The same digits; 5 in 100 training labels are wrong."""
    labels(writer, seed, 0.05)


def rare(writer: Any, seed: int, logits: bool) -> None:
    """Train a linear model to find the 3 in 100 digits that are an 8; log a PR curve after some of the epochs."""
    X, y = images.rare_eights(seed)
    (examples, is_eight), (val, val_y) = (X[:825], y[:825]), (X[825:], y[825:])
    torch.manual_seed(seed)
    model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(64, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    order = torch.Generator().manual_seed(seed)
    for epoch in range(81):
        if epoch in (1, 5, 10, 20, 40, 80):
            with torch.no_grad():
                z = model(val)[:, 0]
            writer.add_pr_curve("val/is_an_8", val_y, z if logits else torch.sigmoid(z), epoch * 33)
            writer.add_scalar("val/accuracy", ((z > 0) == val_y).float().mean().item(), epoch * 33)
        for batch in torch.randperm(825, generator=order).split(25):
            loss = binary_cross_entropy_with_logits(model(examples[batch])[:, 0], is_eight[batch].float())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()


@run("05_chapter/rare-{seed}", seeds=SEEDS, atol=0.05)
def rare_class(writer: Any, seed: int) -> None:
    """A PR curve of probabilities: the accuracy stands still, the curve climbs."""
    rare(writer, seed, logits=False)


@run("05_chapter/rare-logits-{seed}", seeds=SEEDS, atol=0.05)
def rare_class_logits(writer: Any, seed: int) -> None:
    """The same model; its logits were logged in place of probabilities."""
    rare(writer, seed, logits=True)
