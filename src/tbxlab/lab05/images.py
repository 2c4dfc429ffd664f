"""Pictures for chapter 05, all from scikit-learn's package: handwritten digits and one photograph.

A picture that comes from a file is HWC (row, column, channel), bytes 0 to 255. A batch for PyTorch is NCHW
(example, channel, row, column), float32. What happens in between is what the chapter is about.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MEAN, DEVIATION = np.array((0.485, 0.456, 0.406), np.float32), np.array((0.229, 0.224, 0.225), np.float32)
"""Of the red, green and blue values (0 to 1) of ImageNet's photographs: what pretrained models were normalized by."""


def photo() -> np.ndarray:
    """Return a small photograph of a flower, uint8[72, 107, 3], from scikit-learn's package."""
    from sklearn.datasets import load_sample_image

    return np.ascontiguousarray(load_sample_image("flower.jpg")[::6, ::6])


def normalize(pixels: np.ndarray) -> np.ndarray:
    """Return RGB values 0 to 1 (last axis) with mean 0 and variance 1 over ImageNet: about -2.1 to 2.6."""
    return ((pixels - MEAN) / DEVIATION).astype(np.float32)


def digits(seed: int) -> tuple[Tensor, Tensor]:
    """Return scikit-learn's 1797 handwritten digits in a random order: X float32[1797, 1, 8, 8] 0 to 1, y int64."""
    from sklearn.datasets import load_digits

    loaded = load_digits()
    order = np.random.default_rng(seed).permutation(len(loaded.target))
    return torch.tensor(loaded.images[order] / 16, dtype=torch.float32)[:, None], torch.tensor(loaded.target[order])


def colored_digits(seed: int) -> tuple[Tensor, Tensor]:
    """Return the digits in a random ink on a random, darker paper: HWC float32[1797, 8, 8, 3] 0 to 1, y int64."""
    X, y = digits(seed)
    rng = np.random.default_rng(seed)
    ink, paper = (
        torch.tensor(rng.uniform(low, high, (len(X), 1, 1, 3)), dtype=torch.float32)
        for low, high in ((0.5, 1), (0, 0.4))
    )
    return paper + (ink - paper) * X.permute(0, 2, 3, 1), y


def to_chw(hwc: Tensor) -> Tensor:
    """Return a batch of pictures, NHWC, as NCHW: the axes change places, each pixel keeps its neighbors."""
    return hwc.permute(0, 3, 1, 2)


def mislabeled(y: Tensor, share: float, seed: int) -> tuple[Tensor, Tensor]:
    """Return labels 0 to 9 of which ``share`` were replaced by another class, and the positions of those."""
    rng = np.random.default_rng(seed)
    wrong = torch.tensor(rng.choice(len(y), round(share * len(y)), replace=False))
    given = y.clone()
    given[wrong] = (y[wrong] + torch.tensor(rng.integers(1, 10, len(wrong)))) % 10
    return given, wrong


def rare_eights(seed: int) -> tuple[Tensor, Tensor]:
    """Return two halves of 825 digits, one after the other, with 25 eights each: X as `digits`, y bool (is an 8)."""
    X, y = digits(seed)
    eights, others = (y == 8).nonzero()[:, 0], (y != 8).nonzero()[:, 0]
    chosen = torch.cat(
        [torch.cat([others[800 * half : 800 * (half + 1)], eights[25 * half : 25 * (half + 1)]]) for half in (0, 1)]
    )
    return X[chosen], y[chosen] == 8


def rare_thirds(seed: int) -> list[tuple[Tensor, Tensor]]:
    """Return three parts of 557 digits with 17 eights each, to train, to validate and to test: (X, is an 8)."""
    X, y = digits(seed)
    eights, others = (y == 8).nonzero()[:, 0], (y != 8).nonzero()[:, 0]
    parts = []
    for part in range(3):
        chosen = torch.cat([others[540 * part : 540 * (part + 1)], eights[17 * part : 17 * (part + 1)]])
        parts.append((X[chosen], y[chosen] == 8))
    return parts


def finds_eights(X: Tensor, is_eight: Tensor, seed: int) -> nn.Module:
    """Return a linear model, trained on all examples at once for 150 steps: logits float32[n, 1]."""
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.03)
    for _ in range(150):
        loss = binary_cross_entropy_with_logits(model(X)[:, 0], is_eight.float())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model


def small_mlp(seed: int) -> nn.Module:
    """Return an untrained classifier for gray digits: 64 inputs, 32 hidden units, 10 classes."""
    torch.manual_seed(seed)
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))


def small_cnn(channels: int, seed: int) -> nn.Module:
    """Return an untrained convolutional classifier for digits of 8×8 pixels."""
    torch.manual_seed(seed)
    return nn.Sequential(
        nn.Conv2d(channels, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(256, 10)
    )


def train(
    model: nn.Module,
    X: Tensor,
    y: Tensor,
    *,
    epochs: int,
    seed: int,
    after_epoch: Callable[[nn.Module, int], Any] = lambda model, epoch: None,
) -> None:
    """Train with Adam at rate 0.003 in batches of 50; call ``after_epoch`` before the first epoch and after each."""
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    order = torch.Generator().manual_seed(seed)
    after_epoch(model, 0)
    for epoch in range(1, epochs + 1):
        for batch in torch.randperm(len(X), generator=order).split(50):
            loss = cross_entropy(model(X[batch]), y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        after_epoch(model, epoch)


@torch.no_grad()
def accuracy(model: nn.Module, X: Tensor, y: Tensor) -> float:
    """Return the share of examples whose class is the one that the model finds likeliest."""
    return (model(X).argmax(dim=1) == y).float().mean().item()


@torch.no_grad()
def losses(model: nn.Module, X: Tensor, y: Tensor) -> Tensor:
    """Return the cross-entropy of each example, float32[n]."""
    return cross_entropy(model(X), y, reduction="none")


def confusion(true: Tensor, said: Tensor, classes: int = 10) -> Tensor:
    """Return how many examples of class i (row) were taken for class j (column): int64[classes, classes]."""
    return torch.bincount(true * classes + said, minlength=classes**2).reshape(classes, classes)


def heat_map(matrix: Tensor) -> "Figure":
    """Draw a confusion matrix: color is the share of the row, the number in a cell is the count."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.2, 4.2), dpi=80, layout="constrained")
    axes = figure.subplots()
    axes.imshow(matrix / matrix.sum(dim=1, keepdim=True), cmap="Blues", vmin=0, vmax=1)
    for row, column in matrix.nonzero().tolist():
        axes.text(
            column,
            row,
            str(matrix[row, column].item()),
            ha="center",
            va="center",
            size=8,
            color="white" if row == column else "black",
        )
    axes.set(xlabel="predicted", ylabel="true", xticks=range(len(matrix)), yticks=range(len(matrix)))
    return figure


def gallery(X: Tensor, labels: Tensor, said: Tensor, columns: int = 8) -> "Figure":
    """Draw pictures (n, 1, h, w) with the label and what the model says above each, "7 → 1"."""
    from matplotlib.figure import Figure

    rows = -(-len(X) // columns)
    figure = Figure(figsize=(columns * 0.7, rows * 0.85), dpi=80, layout="constrained")
    grid = figure.subplots(rows, columns, squeeze=False)
    for axes in grid.flat:
        axes.axis("off")
    for axes, picture, label, answer in zip(grid.flat, X[:, 0], labels.tolist(), said.tolist(), strict=False):
        axes.imshow(picture, cmap="gray_r", vmin=0, vmax=1)
        axes.set_title(f"{label} → {answer}", size=9)
    return figure
