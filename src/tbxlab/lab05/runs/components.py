"""The runs that chapter 05 shows of the other components: a table of a data set, text, points, sound, a surface."""

from typing import Any

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from tbxlab.authoring.reference_runs import run
from tbxlab.lab05 import components, images, samples

RATE = 8000
"""Samples of sound per second."""


@run("05_chapter/cancer")
def cancer(writer: Any, seed: int) -> None:
    """The breast-cancer table: three features as histograms, by class, and the most extreme value of each feature."""
    from sklearn.datasets import load_breast_cancer

    table = load_breast_cancer()
    X = (table.data - table.data.mean(axis=0)) / table.data.std(axis=0)
    for name in ("mean radius", "area error", "mean fractal dimension"):
        values = X[:, list(table.feature_names).index(name)]
        for label, kind in enumerate(table.target_names):
            writer.add_histogram(f"{name}/{kind}".replace(" ", "_"), values[table.target == label], 0, bins=30)
    for feature, values in enumerate(X.T):
        writer.add_scalar("largest_deviation", np.abs(values).max(), feature)


@run("05_chapter/card")
def card(writer: Any, seed: int) -> None:
    """What a run card holds: the settings, the data, the result, as Markdown."""
    X, y = images.digits(seed)
    model = images.small_mlp(seed)
    images.train(model, X[:1200], y[:1200], epochs=12, seed=seed)
    said = model(X[1200:]).argmax(dim=1)
    parameters = sum(p.numel() for p in model.parameters())
    right = images.accuracy(model, X[1200:], y[1200:])
    writer.add_text(
        "run/card",
        "\n".join(
            (
                "## Digits, 32 hidden units",
                "",
                "| | |",
                "|---|---|",
                "| data | scikit-learn's digits, 1200 train, 597 validation |",
                "| input | float32, 1 × 8 × 8, 0 to 1 |",
                f"| parameters | {parameters} |",
                "| optimizer | Adam, rate 0.003, batches of 50 |",
                "| seed | 0 |",
                "",
                f"**Validation accuracy {right:.3f}** after 12 epochs.",
            )
        ),
        288,
    )
    rows = [f"| {i} | {(y[1200:] == i).sum()} | {((y[1200:] == i) & (said != i)).sum()} |" for i in range(10)]
    writer.add_text("run/mistakes", "\n".join(("| digit | examples | mistakes |", "|---|---:|---:|", *rows)), 288)


@run("05_chapter/samples", atol=0.5)
def text_samples(writer: Any, seed: int) -> None:
    """What a small character model writes while it memorizes a text of 856 characters."""
    samples.train(samples.Model(seed), seed, writer)


@run("05_chapter/points")
def points(writer: Any, seed: int) -> None:
    """256 digits as points for the projector: a hidden layer as it is, and with its mean taken off."""
    X, y = images.digits(seed)
    model = images.small_mlp(seed)
    images.train(model, X[:1200], y[:1200], epochs=12, seed=seed)
    shown, labels = X[1200:1456], y[1200:1456]  # 16 × 16: they fill the sprite, whose empty rows hold chance bytes
    with torch.no_grad():
        hidden = torch.nn.Sequential(*list(model.children())[:3])(shown)
        predicted = model(shown).argmax(dim=1)
    writer.add_scalar("val/accuracy", images.accuracy(model, X[1200:], y[1200:]), 288)
    metadata = [(str(label), str(answer)) for label, answer in zip(labels.tolist(), predicted.tolist(), strict=True)]
    for tag, vectors in (("hidden_raw", hidden), ("hidden_centered", hidden - hidden.mean(dim=0))):
        writer.add_embedding(
            np.round(vectors.numpy().astype(float), 2),
            metadata,
            1 - shown,
            288,
            tag,
            metadata_header=["label", "predicted"],
        )


@run("05_chapter/sound")
def sound(writer: Any, seed: int) -> None:
    """A tone that climbs from 200 to 3000 Hz within a second, and the picture of its spectrum over time."""
    wave = components.chirp(RATE)
    writer.add_audio("chirp", wave[:, None], 0, sample_rate=RATE)
    writer.add_image("chirp/spectrogram", components.spectrogram(wave), 0, dataformats="HW")


@run("05_chapter/surface")
def surface(writer: Any, seed: int) -> None:
    """The loss of a trained model over two random directions through its weights, as a mesh."""
    X, y = images.digits(seed)
    model = images.small_mlp(seed)
    images.train(model, X[:1200], y[:1200], epochs=12, seed=seed)
    at = torch.linspace(-1, 1, 21)
    losses = components.landscape(model, lambda: cross_entropy(model(X[1200:]), y[1200:]), at, seed)
    vertices, faces, colors = components.as_mesh(at, losses)
    view = {
        "camera": {"cls": "PerspectiveCamera", "fov": 45},
        "lights": [{"cls": "AmbientLight", "color": "#ffffff", "intensity": 2.0}],
    }
    writer.add_mesh("val/loss", vertices[None], colors[None], faces[None], config_dict=view, global_step=288)
    writer.add_scalar("val/loss_at_center", losses[10, 10].item(), 288)
