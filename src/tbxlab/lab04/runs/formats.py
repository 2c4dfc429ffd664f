"""One network in three formats, for lab 04 to compare: PyTorch's trace, an ONNX file, a Keras model."""

import contextlib
import io
import tempfile
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from tbxlab.authoring.reference_runs import run
from tbxlab.events.records import RecordFile
from tbxlab.lab04 import wiring
from tbxlab.lab04.runs.lab import add_graph


class Pipe(nn.Module):
    """Digits to ten logits: two convolutions, each with a batch norm, then dropout."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.norm1 = nn.Conv2d(1, 12, 3), nn.BatchNorm2d(12)
        self.second, self.norm2 = nn.Conv2d(12, 20, 3), nn.BatchNorm2d(20)
        self.drop, self.logits = nn.Dropout(0.3), nn.Linear(320, 10)

    def forward(self, image: Tensor) -> Tensor:
        """Return logits, float32[n, 10]."""
        x = torch.relu(self.norm1(self.first(image)))
        x = torch.relu(self.norm2(self.second(x)))
        return self.logits(self.drop(x.flatten(1)))


@run("04_graphs/torch")
def traced(writer: Any, seed: int) -> None:
    """Lab 04, exercise 4.6: the graph that add_graph makes of the network."""
    add_graph(writer, wiring.built(Pipe, seed), torch.zeros(1, 1, 8, 8))


@run("04_graphs/onnx")
def onnx(writer: Any, seed: int) -> None:
    """Lab 04, exercise 4.6: the graph that add_onnx_graph makes of the exported network."""
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):  # it prints every node
        path = Path(folder) / "pipe.onnx"
        torch.onnx.export(wiring.built(Pipe, seed).eval(), (torch.zeros(1, 1, 8, 8),), path, dynamo=True)
        writer.add_onnx_graph(str(path))


@run("04_graphs/keras")
def keras(writer: Any, seed: int) -> None:
    """Lab 04, exercise 4.6: the model that Keras's callback writes, for the same network."""
    import keras
    from tensorboardX.proto.event_pb2 import Event

    layers = keras.layers
    model = keras.Sequential(
        [
            layers.Input((8, 8, 1), name="image"),
            layers.Conv2D(12, 3, name="first"),
            layers.BatchNormalization(name="norm1"),
            layers.ReLU(name="relu1"),
            layers.Conv2D(20, 3, name="second"),
            layers.BatchNormalization(name="norm2"),
            layers.ReLU(name="relu2"),
            layers.Flatten(name="flat"),
            layers.Dropout(0.3, name="drop"),
            layers.Dense(10, name="logits"),
        ],
        name="pipe",
    )
    with tempfile.TemporaryDirectory() as folder:
        callback = keras.callbacks.TensorBoard(folder, write_graph=True)
        callback.set_model(model)
        callback.on_train_begin()
        callback.on_train_end()
        for path in Path(folder).rglob("*tfevents*"):
            for block in RecordFile(path).blocks():
                for start, length in zip(block.starts, block.lengths, strict=True):
                    event = Event.FromString(block.data[start : start + length])
                    if any(value.tag == "keras" for value in event.summary.value):  # the rest is of its training
                        writer.file_writer.event_writer.add_event(event)
