import keras
import numpy as np
from tensorboardX import SummaryWriter


class Watch(keras.callbacks.Callback):
    def __init__(self, folder):
        super().__init__()
        self.folder, self.writers = folder, {}

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def writer(self, run):
        if run not in self.writers:
            self.writers[run] = SummaryWriter(str(self.folder / run))
        return self.writers[run]

    def on_epoch_end(self, epoch, logs=None):
        for name, value in logs.items():
            run = "validation" if name.startswith("val_") else "train"
            self.writer(run).add_scalar(f"metrics/{name.removeprefix('val_')}", value, epoch)
        for layer in self.model.layers:
            for weight in layer.weights:
                self.writer("train").add_histogram(
                    f"{layer.name}/{weight.name}", keras.ops.convert_to_numpy(weight), epoch
                )
        self.writer("train").add_scalar("learning_rate", float(self.model.optimizer.learning_rate), epoch)

    def on_train_end(self, logs=None):
        self.close()

    def close(self):
        while self.writers:
            self.writers.popitem()[1].close()
