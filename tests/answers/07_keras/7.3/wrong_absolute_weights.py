# caught: callback-weights
import keras
import numpy as np
from tensorboardX import SummaryWriter


class Watch(keras.callbacks.Callback):
    def __init__(self, folder):
        super().__init__()
        self.folder = folder
        self.train, self.validation = SummaryWriter(str(folder / "train")), SummaryWriter(str(folder / "validation"))

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def on_epoch_end(self, epoch, logs=None):
        for name, value in logs.items():
            writer = self.validation if name.startswith("val_") else self.train
            writer.add_scalar(name.removeprefix("val_"), value, epoch)
        for weight in self.model.weights:
            self.train.add_histogram(weight.path, np.abs(np.asarray(weight)), epoch)

    def on_train_end(self, logs=None):
        self.close()

    def close(self):
        self.train.close()
        self.validation.close()
