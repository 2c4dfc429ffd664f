import keras
import tensorflow as tf


class Watch(keras.callbacks.Callback):
    def __init__(self, folder):
        super().__init__()
        self.writers = {run: tf.summary.create_file_writer(str(folder / run)) for run in ("train", "validation")}

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def on_epoch_end(self, epoch, logs=None):
        for name, value in logs.items():
            with self.writers["validation" if name.startswith("val_") else "train"].as_default(step=epoch):
                tf.summary.scalar("epoch_" + name.removeprefix("val_"), value)
        with self.writers["train"].as_default(step=epoch):
            for weight in self.model.weights:
                tf.summary.histogram(weight.path, weight)

    def on_train_end(self, logs=None):
        self.close()

    def close(self):
        for writer in self.writers.values():
            writer.close()
