# caught: callback-no-run
import keras
import numpy as np
from tensorboardX import SummaryWriter


class Watch(keras.callbacks.Callback):
    def __init__(self, folder):
        super().__init__()
        self.writer = SummaryWriter(str(folder))

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.writer.close()

    def on_epoch_end(self, epoch, logs=None):
        for name, value in logs.items():
            self.writer.add_scalar(name, value, epoch)
        for weight in self.model.weights:
            self.writer.add_histogram(weight.path, np.asarray(weight), epoch)

    def on_train_end(self, logs=None):
        self.writer.close()
