"""The runs that lab 05 gives to read. Their names say nothing; what each shows is asked in the lab."""

from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from tbxlab.authoring.reference_runs import run
from tbxlab.lab05 import cohort, pipelines
from tbxlab.toy import digits

# ------------------------------------------------------------------ 5.3: four pipelines
EVERY, STEPS = 20, 120


def watched(
    writer: Any, seed: int, fault: str | None = None, breaks: int = 0, exposure: float = 1.0, flicker: float = 0.0
) -> None:
    """Train on colored digits; log a batch of the data set as it is, and the one that the network received."""
    member = cohort.Member(fault or "healthy", seed, breaks, exposure, flicker)
    received, labels = (torch.from_numpy(each) for each in cohort.batches(member))
    pictures, _ = digits.colored(seed)
    net = digits.network(seed=seed)
    for step in range(STEPS + 1):
        loss = cross_entropy(net(received[step]), labels[step])
        if step % EVERY == 0:
            batch = received[step].numpy()
            writer.add_image("dataset/batch", pipelines.grid(pictures[step : step + 32]), step, dataformats="HWC")
            writer.add_image("network/batch", pipelines.grid(pipelines.shown(batch)), step, dataformats="HWC")
            writer.add_scalar("network/mean", batch.mean(), step)
            writer.add_scalar("network/std", batch.std(), step)
        writer.add_scalar("train/loss", loss.item(), step)
        gradients = torch.autograd.grad(loss, list(net.parameters()))
        with torch.no_grad():
            for weight, gradient in zip(net.parameters(), gradients, strict=True):
                weight.sub_(cohort.RATE * gradient)


@run("05_images/a")
def a(writer: Any, seed: int) -> None:
    """Lab 05, exercise 5.3: pipeline a."""
    watched(writer, 21, "channels swapped", breaks=60)


@run("05_images/b")
def b(writer: Any, seed: int) -> None:
    """Lab 05, exercise 5.3: pipeline b."""
    watched(writer, 22, exposure=0.8, flicker=0.5)


@run("05_images/c")
def c(writer: Any, seed: int) -> None:
    """Lab 05, exercise 5.3: pipeline c."""
    watched(writer, 23, "wrapped", breaks=40)


@run("05_images/d")
def d(writer: Any, seed: int) -> None:
    """Lab 05, exercise 5.3: pipeline d."""
    watched(writer, 24, "HWC as CHW")


# ------------------------------------------------------------------ 5.5: the gallery
VALIDATION = 600


@run("05_images/gallery")
def gallery(writer: Any, seed: int) -> None:
    """Lab 05, exercise 5.5: what a network takes for something else than its label says."""
    pictures, labels = digits.gray()
    labels, _ = digits.relabeled(labels, 32, seed)
    order = np.random.default_rng(seed).permutation(len(labels))
    held_out, rest = order[:VALIDATION], order[VALIDATION:]
    X, y = torch.from_numpy(pictures).float()[:, None] / 255, torch.from_numpy(labels)
    net = digits.network(inputs=64, seed=seed)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01, weight_decay=1e-3)
    for _ in range(150):
        optimizer.zero_grad()
        cross_entropy(net(X[rest]), y[rest]).backward()
        optimizer.step()
    with torch.no_grad():
        said = net(X[held_out]).argmax(dim=1).numpy()
    wrong = said != labels[held_out]
    for number, (example, taken_for) in enumerate(zip(held_out[wrong], said[wrong], strict=True)):
        writer.add_scalar("gallery/example", example, number)
        writer.add_scalar("gallery/label", labels[example], number)
        writer.add_scalar("gallery/said", taken_for, number)
    figure = drawn(pictures[held_out[wrong]], labels[held_out[wrong]], said[wrong])
    writer.add_figure("gallery/wrong", figure, 0)


def drawn(pictures: np.ndarray, labels: np.ndarray, said: np.ndarray) -> Any:
    """Return a figure of pictures, each under its number, its label and what the network said."""
    from matplotlib.figure import Figure

    columns = 7
    figure = Figure(figsize=(7.7, 1.45 * -(-len(pictures) // columns)), dpi=80, layout="constrained")
    axes = figure.subplots(-(-len(pictures) // columns), columns).ravel()
    for axis in axes:
        axis.axis("off")
    for number, (axis, picture) in enumerate(zip(axes, pictures, strict=False)):
        axis.imshow(picture, cmap="gray_r")
        axis.set_title(f"#{number}: label {labels[number]}\nsaid {said[number]}", fontsize=8)
    return figure


# ------------------------------------------------------------------ 5.7: a rare class
RARE, KEPT = 8, 24
"""The digit to be found, and how many of its pictures stay in the validation set."""


def searched(writer: Any, net: torch.nn.Module, *, logits: bool = False, seed: int = 3) -> None:
    """Train a network to find the eights; log its precision and recall on a set in which they are rare."""
    pictures, labels = digits.gray()
    order = np.random.default_rng(seed).permutation(len(labels))
    held_out, rest = order[:1000], order[1000:]
    eights = held_out[labels[held_out] == RARE]
    held_out = np.setdiff1d(held_out, eights[KEPT:])
    X, y = torch.from_numpy(pictures).float()[:, None] / 255, torch.from_numpy(labels == RARE).float()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)

    @torch.no_grad()
    def log(step: int) -> None:
        score: Tensor = net(X[held_out])[:, 0]
        loss = binary_cross_entropy_with_logits(score, y[held_out])
        writer.add_scalar("val/loss", loss.item(), step)
        writer.add_pr_curve("val/eights", y[held_out].int(), score if logits else score.sigmoid(), step)

    for step in range(200):
        if step % 50 == 0:
            log(step)
        optimizer.zero_grad()
        binary_cross_entropy_with_logits(net(X[rest])[:, 0], y[rest]).backward()
        optimizer.step()
    log(200)


def one_layer() -> torch.nn.Module:
    """Return a linear model: float32[n, 1, 8, 8] to one logit each, float32[n, 1]."""
    torch.manual_seed(1)
    return torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(64, 1))


def two_layers() -> torch.nn.Module:
    """Return a model with 32 hidden units: float32[n, 1, 8, 8] to one logit each, float32[n, 1]."""
    torch.manual_seed(1)
    return torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(64, 32), torch.nn.ReLU(), torch.nn.Linear(32, 1))


@run("05_images/p")
def p(writer: Any, seed: int) -> None:
    """Lab 05, exercise 5.7: model p."""
    searched(writer, two_layers())


@run("05_images/q")
def q(writer: Any, seed: int) -> None:
    """Lab 05, exercise 5.7: model q."""
    searched(writer, two_layers(), logits=True)


@run("05_images/r")
def r(writer: Any, seed: int) -> None:
    """Lab 05, exercise 5.7: model r."""
    searched(writer, one_layer())
