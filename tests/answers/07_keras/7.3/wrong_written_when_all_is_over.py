# caught: callback-lost
import keras
import numpy as np
from tensorboardX import SummaryWriter


class Watch(keras.callbacks.Callback):
    def __init__(self, folder):
        super().__init__()
        self.folder, self.rows = folder, []

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def on_epoch_end(self, epoch, logs=None):
        self.rows.append((epoch, dict(logs), [(w.path, np.array(w)) for w in self.model.weights]))

    def on_train_end(self, logs=None):
        with (
            SummaryWriter(str(self.folder / "train")) as train,
            SummaryWriter(str(self.folder / "validation")) as other,
        ):
            for epoch, values, weights in self.rows:
                for name, value in values.items():
                    (other if name.startswith("val_") else train).add_scalar(name.removeprefix("val_"), value, epoch)
                for path, numbers in weights:
                    train.add_histogram(path, numbers, epoch)
