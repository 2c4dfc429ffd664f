# caught: callback-metric
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
        for name in ("loss", "accuracy"):
            self.train.add_scalar(name, logs[name], epoch)
            if "val_" + name in logs:
                self.validation.add_scalar(name, logs["val_" + name], epoch)
        for weight in self.model.weights:
            self.train.add_histogram(weight.path, np.asarray(weight), epoch)

    def on_train_end(self, logs=None):
        self.close()

    def close(self):
        self.train.close()
        self.validation.close()
