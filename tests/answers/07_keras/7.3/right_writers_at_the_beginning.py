import keras
import numpy as np
from tensorboardX import SummaryWriter


class Watch(keras.callbacks.Callback):
    def __init__(self, folder):
        super().__init__()
        self.folder = folder
        self.w = {}

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def on_train_begin(self, logs=None):
        self.w = {p: SummaryWriter(self.folder / p) for p in ("train", "validation")}

    def on_epoch_end(self, epoch, logs=None):
        for name, value in logs.items():
            p = "validation" if name.startswith("val_") else "train"
            self.w[p].add_scalar("metric/" + name.replace("val_", ""), float(value), epoch)
        for layer in self.model.layers:
            for i, v in enumerate(layer.get_weights()):
                self.w["train"].add_histogram(f"{layer.name}/{i}", v, epoch)

    def on_train_end(self, logs=None):
        self.close()

    def close(self):
        for each in self.w.values():
            each.close()
