# caught: callback-weights-when
import keras
import numpy as np
from tensorboardX import SummaryWriter


class Watch(keras.callbacks.Callback):
    def __init__(self, folder):
        super().__init__()
        self.train, self.validation = SummaryWriter(str(folder / "train")), SummaryWriter(str(folder / "validation"))
        self.epochs = []

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def on_epoch_end(self, epoch, logs=None):
        for name, value in logs.items():
            writer = self.validation if name.startswith("val_") else self.train
            writer.add_scalar(name.removeprefix("val_"), value, epoch)
        self.epochs.append(epoch)

    def on_train_end(self, logs=None):
        self.close()

    def close(self):
        for epoch in self.epochs:
            for weight in self.model.weights:
                self.train.add_histogram(weight.path, np.asarray(weight), epoch)
        self.epochs.clear()
        self.train.close()
        self.validation.close()
