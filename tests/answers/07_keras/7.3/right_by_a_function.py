import keras
import numpy as np
from tensorboardX import SummaryWriter


class Closing(keras.callbacks.LambdaCallback):
    def __enter__(self):
        return self

    def __exit__(self, *e):
        self.on_train_end(None)


def Watch(folder):
    writers = {p: SummaryWriter(str(folder / p)) for p in ("train", "validation")}

    def end(epoch, logs):
        for name, value in logs.items():
            writers["validation" if name.startswith("val_") else "train"].add_scalar(
                name.removeprefix("val_"), value, epoch
            )
        for weight in made.model.weights:
            writers["train"].add_histogram(weight.path, np.asarray(weight), epoch)

    def close(logs=None):
        for each in writers.values():
            each.close()

    made = Closing(on_epoch_end=end, on_train_end=close)
    return made
