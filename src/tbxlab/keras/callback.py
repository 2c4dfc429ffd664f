"""A Keras callback that writes through tensorboardX: what ``keras.callbacks.TensorBoard`` shows, without TensorFlow.

::

    with TensorBoardX("runs/cnn", histogram_freq=1) as watch:
        model.fit(x, y, epochs=8, validation_split=0.2, callbacks=[watch])

Keras calls ``on_train_end`` only where ``fit`` reaches its end: not after an error in it and not after Ctrl-C. That is
why the callback is a context manager.
"""

import os
import warnings
import weakref
from collections import Counter
from itertools import count
from pathlib import Path

import keras
import numpy as np
from tensorboardX import SummaryWriter

FLUSH_SECONDS = 1
"""So long a point may wait for the disk in a fit that nobody closes. tensorboardX alone waits for two minutes."""
_files = count()


class TensorBoardX(keras.callbacks.Callback):
    """Write each epoch's metrics, learning rate and, if asked for, weights to event files below ``logdir``.

    * ``<logdir>/train`` has ``epoch_loss``, ``epoch_<metric>`` and ``epoch_learning_rate``; ``<logdir>/validation`` has
      the same tags from ``fit``'s validation data, without Keras's ``val_``. One tag in two runs is two curves in one
      chart. The step is the epoch, from 0, in both. Tags and steps are those of Keras's own callback.
    * Every ``histogram_freq`` epochs (0: never), ``<logdir>/train`` has a histogram of each weight, named by its path
      in the model, such as ``conv1/kernel``. Values that are not finite are left out, with a warning: no histogram
      has a place for them.

    A further ``fit`` of the same model with the same callback goes on at the next step. ``fit(initial_epoch=k)`` writes
    from step k on, and TensorBoard then hides what an earlier file has from step k on: this is how a run is resumed
    by a new process. A directory that has event files already, and a ``fit`` that begins at epoch 0, would put two
    trainings into one curve: this is refused with ``FileExistsError`` before the first batch.

    The writers are closed by ``fit``'s end, by the end of the ``with``, by ``close()``, when the callback is no longer
    referred to, and when Python ends. Until then each finished epoch is on the disk after a second or so.
    """

    def __init__(self, logdir: str | os.PathLike, *, histogram_freq: int = 0):
        super().__init__()
        self.logdir = Path(logdir)
        self.histogram_freq = histogram_freq
        self._writers: dict[str, SummaryWriter] = {}
        # The function must not refer to self, or self would never go.
        self._closing = weakref.finalize(self, _close, self._writers)
        self._watched: keras.Model | None = None  # the model of the last epoch that was written
        self._last = -1  # the step of that epoch
        self._first: int | None = None  # the step at which this fit begins; None until its first epoch
        self._offset = 0  # from Keras's epoch to the step
        self._warned = False

    def __enter__(self) -> "TensorBoardX":
        return self

    def __exit__(self, *error) -> None:
        self.close()

    def close(self) -> None:
        """Write what is still queued and close the files. A further ``fit`` opens new ones."""
        _close(self._writers)

    def on_train_begin(self, logs=None) -> None:
        """Forget the fit before. Called by Keras, as the three below."""
        self.close()  # the files of a fit that did not come to its end
        self._first = None
        self._warned = False

    def on_epoch_begin(self, epoch: int, logs=None) -> None:
        """Find the step at which this fit begins. Raises FileExistsError where another training would be mixed in."""
        # Keras tells initial_epoch to nobody: a fit's first epoch is where it begins.
        if self._first is None:
            self._offset = self._steps_before(epoch)
            self._first = epoch + self._offset

    def on_epoch_end(self, epoch: int, logs=None) -> None:
        """Write the epoch. ``logs`` has its metrics: ``loss``, ``val_loss`` and so on."""
        step = epoch + self._offset
        self._watched, self._last = self.model, step
        train, validation = self._split(logs or {})
        rate = self._learning_rate()
        if rate is not None:
            # A callback that changes the rate at an epoch's end, such as ReduceLROnPlateau, may have done so by now;
            # it leaves the rate of the epoch in the logs.
            train.setdefault("learning_rate", rate)
        for run, values in (("train", train), ("validation", validation)):
            for name, value in values.items():
                self._writer(run).add_scalar(f"epoch_{name}", float(value), step)
        if self.histogram_freq and epoch % self.histogram_freq == 0:
            self._write_weights(step)

    def on_train_end(self, logs=None) -> None:
        """Close the files."""
        self.close()

    def _steps_before(self, epoch: int) -> int:
        """Return what is added to Keras's epochs in a fit that begins at ``epoch``; refuse to mix two trainings."""
        if epoch > 0:
            return 0
        if self._watched is self.model:
            return self._last + 1
        for folder in (self.logdir / "train", self.logdir / "validation"):
            if files := sorted(folder.glob("*tfevents*")):
                raise FileExistsError(
                    f"{folder} has event files already ({files[0].name}), and this fit begins at epoch 0: two "
                    "trainings would lie in one curve. Next: give another logdir, or resume with "
                    "fit(..., initial_epoch=k)."
                )
        return 0

    def _split(self, logs: dict) -> tuple[dict, dict]:
        """Return the training's and the validation's metrics by their own names.

        The prefix alone does not tell: a metric of the training may be called ``val_score``.
        """
        own = self.model.get_metrics_result()
        train, validation = {}, {}
        for name, value in logs.items():
            if name.startswith("val_") and name not in own:
                validation[name.removeprefix("val_")] = value
            else:
                train[name] = value
        return train, validation

    def _learning_rate(self) -> float | None:
        rate = getattr(getattr(self.model, "optimizer", None), "learning_rate", None)
        return None if rate is None else float(keras.ops.convert_to_numpy(rate))

    def _write_weights(self, step: int) -> None:
        seen: Counter[str] = Counter()
        for weight in self.model.weights:
            name = weight.path.removeprefix(f"{self.model.name}/")
            seen[name] += 1
            if seen[name] > 1:  # two layers of a subclassed model may have one name
                name = f"{name}_{seen[name] - 1}"
            values = np.asarray(keras.ops.convert_to_numpy(weight), np.float64).ravel()
            finite = values[np.isfinite(values)]
            if len(finite) < len(values) and not self._warned:
                self._warned = True
                warnings.warn(
                    f"{len(values) - len(finite)} of {len(values)} values of {name} are not finite at step "
                    f"{step}: they are not in the histogram",
                    stacklevel=2,
                )
            if len(finite):
                self._writer("train").add_histogram(name, finite, step)

    def _writer(self, run: str) -> SummaryWriter:
        if run not in self._writers:
            # tensorboardX names a file by the second: a second fit within it would overwrite the first one's. The
            # purge step is needed in the first file, too: TensorBoard's slow loader ignores the first that it meets.
            self._writers[run] = SummaryWriter(
                str(self.logdir / run),
                purge_step=self._first,
                flush_secs=FLUSH_SECONDS,
                filename_suffix=f".{os.getpid()}.{next(_files):04d}",
            )
        return self._writers[run]


def _close(writers: dict[str, SummaryWriter]) -> None:
    while writers:
        writers.popitem()[1].close()
