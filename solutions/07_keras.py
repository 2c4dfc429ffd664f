# %% [markdown]
# # Lab 07: Keras and TensorFlow
#
# After this lab you can
#
# - fit a Keras model once so that all four curves are there, without a look at the test examples;
# - explain which weights each point of Keras's curves describes, and what follows for reading them;
# - write a Keras callback that logs through tensorboardX and loses no epoch if the fit fails;
# - log a number and images of your own with `tf.summary`, and find out which writer made an event file;
# - find out from a log what is wrong with a fit, and write an alarm for a loss that misreads the outputs.
#
# It takes about 85 minutes, reading included. Five exercises carry its 15 points (45 minutes); three are marked
# *further* and carry none. Chapter 07, [Keras and TensorFlow](/chapters/07-keras.md), goes into more detail.
#
# Below each exercise there is a cell with `check(...)`. It calls your code, reads the event files that it left, and
# prints one line: right or not yet, with hints folded under the line. In a terminal, `tbxlab check 07 --watch` judges
# the notebook whenever you save it. Everything works offline. The lab needs
# the extra `keras`, which brings TensorFlow: `python -m pip install -e ".[keras]"` in the course's folder. Importing it
# takes some seconds.

# %%
import contextlib
import os
import socket
import warnings

os.environ.setdefault(
    "TF_CPP_MIN_LOG_LEVEL", "3"
)  # before the import: else TensorFlow talks about the processor
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from tensorboardX import SummaryWriter

from tbxlab import (
    check,
    given_run,
    guessed,
    keep_alarm,
    new_folder,
    new_run,
    read_run,
    read_tree,
)
from tbxlab.keras import TensorBoardX
from tbxlab.lab07 import Practice
from tbxlab.lab07.cnn import compiled, make_cnn
from tbxlab.toy.photo_digits import load_data

tf.get_logger().setLevel(
    "ERROR"
)  # cells that are run again would bring warnings of graphs that are made again

# %% [markdown]
# ## The data
#
# The data are handwritten digits on pieces of photographs, in the shapes of CIFAR-10: color images of 32 × 32, ten
# classes. They are made from what comes with scikit-learn.

# %%
data = load_data()
(x_train, y_train), (x_test, y_test) = data
print("training", x_train.shape, y_train.shape, "test", x_test.shape, y_test.shape, x_train.dtype)
figure, axes = plt.subplots(1, 8, figsize=(8, 1.3))
for axis, picture, label in zip(axes, x_train, y_train, strict=False):
    axis.imshow(picture)
    axis.set(title=label[0], xticks=[], yticks=[])

# %% [markdown]
# ## One fit, four curves
#
# `model.fit` with `callbacks=[keras.callbacks.TensorBoard(folder)]` logs every epoch: loss and metrics of the training
# examples into the run `train`, those of the validation examples into `validation`, both below `folder`.
#
# Validation examples are set aside from the training examples. The test examples aren't touched: if you look at them
# every epoch, you choose by them, and have none left that are new.
#
# `fit` can set some aside by itself: `validation_split=0.2`. **Predict, then run.** Let the training images be sorted
# by class, as those of many folders are. Which of the ten classes does it validate on?

# %%
guess_1 = ...  # your guess, such as [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]

# %%
in_order = np.sort(y_train[:, 0])
seen = []
probe = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
probe.compile(loss="mse", run_eagerly=True)
probe.test_step = lambda batch: (
    seen.extend(np.unique(batch[1])) or {"loss": 0.0}
)  # it only takes notes
probe.fit(
    in_order[:, None].astype("float32"), in_order, validation_split=0.2, batch_size=1029, verbose=0
)
guessed("guess_1", sorted({int(label) for label in seen}))

# %% [markdown]
# It validates on the last fifth as it is, before anything is shuffled: on classes that are hardly among the images it
# trains on.
#
# ### 7.1 One fit, four curves


# %% exercise="7.1"
# Exercise 7.1
def fit_watched(model, data, epochs, folder):
    """Fit the compiled `model` once, for so many epochs, and log it below `folder`, which is new.

    data is ((x_train, y_train), (x_test, y_test)), numpy arrays, perhaps sorted by class. A fifth of the training
    examples, drawn at random, is set aside for validation. The model scales the images itself.
    """
    ### BEGIN SOLUTION
    #: # np.random.default_rng(0).permutation(n) is the numbers 0 to n - 1 in random order. verbose=0 prints nothing.
    (x, y), _ = data
    order = np.random.default_rng(0).permutation(len(x))
    aside, rest = order[: len(x) // 5], order[len(x) // 5 :]
    model.fit(
        x[rest],
        y[rest],
        validation_data=(x[aside], y[aside]),
        epochs=epochs,
        verbose=0,
        callbacks=[keras.callbacks.TensorBoard(str(folder))],
    )
    ### END SOLUTION


# %% check="7.1"
check("7.1", fit_watched)

# %% [markdown]
# Six epochs of a small CNN take some seconds. What the callback leaves:

# %%
folder = new_run("07_keras/fit")
with contextlib.suppress(NotImplementedError):
    fit_watched(compiled(make_cnn(seed=0)), data, 6, folder)
if not (
    folder / "train"
).is_dir():  # 7.1 is not written yet: a fit that comes with the course stands in
    folder = given_run("07_keras/c")
for name, run in read_tree(folder).items():
    for tag, points in run.scalars.items():
        print(
            f"{name:11}{tag:36} steps {points.steps[0]} to {points.steps[-1]}, ends at {points.values[-1]:.3f}"
        )

# %% [markdown]
# In TensorBoard, filter `07_keras/fit`. One tag in two runs is one chart with two curves. `epoch_learning_rate` is the
# learning rate at the end of each epoch. `evaluation_…_vs_iterations` repeats the validation points at the optimizer's
# steps. Under *Graphs*, choose *Conceptual graph* to see the model's layers. The *Op graph*, with which that tab opens,
# fails, because the callback doesn't write one.

# %% [markdown]
# ## What the points describe
#
# **Predict, then run.** A healthy model is fitted for eight epochs. In how many of them is the loss of the validation
# examples, which it doesn't train on, lower than the loss of the training examples?

# %%
guess_2 = ...  # your guess, a number from 0 to 8

# %%
fit = read_tree(given_run("07_keras/a"))
train, validation = (fit[name].scalars["epoch_loss"].values for name in ("train", "validation"))
print("epoch     ", *(f"{epoch:7}" for epoch in range(8)))
for name in ("train", "validation", "again"):
    print(f"{name:10}", *(f"{value:7.3f}" for value in fit[name].scalars["epoch_loss"].values))
guessed("guess_2", int((validation < train).sum()))

# %% [markdown]
# The third row explains it. Keras's training loss is the mean over the batches of the epoch, each measured with the
# weights of that moment, which improve from batch to batch. Validation is measured at the end of the epoch, with its
# last weights. For the run `again`, the loss of the training examples was measured once more with those.
#
# ### 7.2 What the points describe
#
# - `below`: the epochs in which `validation` is below `train`.
# - `really`: the epochs in which the weights at the epoch's end have a lower loss on the validation examples than on
#   the training examples.
# - `farthest`: the epoch in which the training point is farthest from what those weights give.
# - `difference`: that distance.

# %% exercise="7.2"
# Exercise 7.2
### BEGIN SOLUTION
#: # Two rows belong to the same weights. Give lists of epochs, such as [4, 5], or an empty list.
reading = {"below": [0, 1, 2, 3], "really": [], "farthest": 3, "difference": 0.249}
### END SOLUTION

# %% check="7.2"
check("7.2", reading)

# %% [markdown]
# In the first epochs, where the loss falls fast, a training curve is too high. As a rule of thumb, a training point
# belongs half an epoch earlier: move the curve half an epoch to the left before you compare.

# %% [markdown]
# ## A callback of your own
#
# A Keras callback is a class whose methods Keras calls:
#
#     class Clock(keras.callbacks.Callback):
#         def on_epoch_end(self, epoch, logs=None):
#             print(epoch, logs["loss"], logs.get("val_loss"))
#
# `logs` holds each metric and, with validation data, the same with `val_` before its name. `self.model` is the model,
# `self.model.weights` are its weights, and `weight.path` is a name that is unique among them.
#
# There are `on_train_begin` and `on_train_end`, too. **Predict, then run.** An error in the second of three epochs ends
# a fit. Is `on_train_end` called?

# %%
guess_3 = ...  # your guess, True or False


# %%
class Fails(keras.callbacks.Callback):
    """Raises in epoch 1, and notes whether it is told of the end."""

    ended = False

    def on_epoch_begin(self, epoch, logs=None):
        """Raise in epoch 1."""
        if epoch == 1:
            raise RuntimeError("the disk of the data is gone")

    def on_train_end(self, logs=None):
        """Note it."""
        self.ended = True


fails = Fails()
with contextlib.suppress(RuntimeError):
    probe.fit(
        in_order[:64, None].astype("float32"), in_order[:64], epochs=3, verbose=0, callbacks=[fails]
    )
guessed("guess_3", fails.ended)

# %% [markdown]
# ### 7.3 A callback of your own
#
# Write the callback that logs through tensorboardX. If it closes its writers in `on_train_end` alone, it loses what is
# still in their queues when a fit fails. `flush()` doesn't help, because in tensorboardX it doesn't wait for the queue.
# That is why the callback is a context manager, too: when a `with` block ends, for whatever reason, Python calls
# `__exit__`.


# %% exercise="7.3"
# Exercise 7.3
class Watch(keras.callbacks.Callback):
    """Logs each epoch of a fit below `folder`, at the epoch as its step.

    Every metric of the training goes into the run train, that of the validation (where there is one) into the run
    validation under the same tag, so that they are in one chart. train also has a histogram of each of the model's
    weights, as they are at the epoch's end. All of it is in the files after a fit that came to its end, and after a
    `with Watch(folder) as watch:` in which one did not; its error goes on.
    """

    def __enter__(self):
        """Let it be used in a `with`."""
        return self

    def __exit__(self, *error):
        """Called at the end of the `with`, also where a fit in it failed."""
        self.close()

    ### BEGIN SOLUTION
    #: # Two writers, on folder / "train" and folder / "validation". Closing a writer twice does no harm.
    #: def __init__(self, folder):
    #:     raise NotImplementedError
    def __init__(self, folder):
        super().__init__()
        self.train, self.validation = (
            SummaryWriter(folder / "train"),
            SummaryWriter(folder / "validation"),
        )

    def on_epoch_end(self, epoch, logs=None):
        """Log one epoch."""
        for name, value in logs.items():
            writer = self.validation if name.startswith("val_") else self.train
            writer.add_scalar(f"epoch_{name.removeprefix('val_')}", value, epoch)
        for weight in self.model.weights:
            self.train.add_histogram(weight.path, np.asarray(weight), epoch)

    def on_train_end(self, logs=None):
        """Close the files of a fit that came to its end."""
        self.close()

    def close(self):
        """Write what waits, and close the files."""
        self.train.close()
        self.validation.close()

    ### END SOLUTION


# %% check="7.3"
check("7.3", Watch)

# %% [markdown]
# The course has such a callback, too, with the tags of Keras's own, so that both can be in one chart. It also refuses a
# directory that already has a fit in it.

# %%
folder = new_run("07_keras/ours")
model = compiled(make_cnn(seed=0))
with TensorBoardX(folder, histogram_freq=1) as watch:
    model.fit(
        x_train[:776],
        y_train[:776],
        validation_data=(x_train[776:], y_train[776:]),
        epochs=2,
        verbose=0,
        callbacks=[watch],
    )
for name, run in read_tree(folder).items():
    print(f"{name:11}{', '.join(run.scalars)}; {len(run.histograms)} histograms")

# %% [markdown]
# Filter `07_keras/ours` and look at *Histograms*: `conv1/kernel` and the others, one layer for each epoch.

# %% [markdown]
# ## A number of your own, from a training step
#
# Some numbers exist only inside a training step, so they are logged there. `tf.summary.scalar` writes into the writer
# whose `as_default()` surrounds it:
#
#     with writer.as_default():
#         tf.summary.scalar("temperature", 20.5, step=3)
#
# Keras compiles a training step into a graph: its Python lines run once, and a Python number in it stays what it was
# then. `optimizer.iterations` counts the optimizer's steps inside the graph, as a variable.
#
# ### 7.4 The gradient's norm (further)


# %% exercise="7.4"
# Exercise 7.4
def training_step(model, loss, optimizer, x, y, writer):
    """Train on one batch, and log the norm of all gradients together as gradient_norm, with tf.summary.

    Its step is the number of steps that the optimizer took before this one. It works inside tf.function, too.
    """
    ### BEGIN SOLUTION
    #: # tf.GradientTape() as tape; loss(y, model(x, training=True)); tape.gradient(…, model.trainable_variables);
    #: # optimizer.apply(gradients, model.trainable_variables). tf.linalg.global_norm takes a list of gradients.
    with tf.GradientTape() as tape:
        value = loss(y, model(x, training=True))
    gradients = tape.gradient(value, model.trainable_variables)
    with writer.as_default():
        tf.summary.scalar(
            "gradient_norm", tf.linalg.global_norm(gradients), step=optimizer.iterations.value
        )
    optimizer.apply(gradients, model.trainable_variables)
    ### END SOLUTION


# %% check="7.4"
check("7.4", training_step)

# %%
folder, writer = new_run("07_keras/norm"), None
with contextlib.suppress(NotImplementedError):
    writer = tf.summary.create_file_writer(str(folder))
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    for i in range(0, 320, 32):
        training_step(
            model, model.loss, model.optimizer, x_train[i : i + 32], y_train[i : i + 32], writer
        )
    writer.close()
    norms = read_run(folder).scalars["gradient_norm"]
    print("steps", norms.steps.tolist(), "\nnorms", norms.values.round(2).tolist())

# %% [markdown]
# ## Images that the model gets wrong
#
# `tf.summary.image(tag, images, step)` writes images of a shape [n, height, width, 3]: uint8 from 0 to 255, or floats
# from 0 to 1. It writes three of them unless `max_outputs` asks for more.
#
# One trap is in the labels, whose shape is [n, 1]. **Predict, then run.** What is the shape of `said != labels` below?

# %%
guess_4 = ...  # your guess, such as (768,)

# %%
said, labels = np.zeros(768, int), y_test
print("the shapes", said.shape, "and", labels.shape, "give", (said != labels).shape)
guessed("guess_4", (said != labels).shape)

# %% [markdown]
# ### 7.5 The most confident mistakes (further)
#
# Show the mistakes in which the model is most confident. Either it has learned something wrong, or the label is wrong.


# %% exercise="7.5"
# Exercise 7.5
def log_misses(writer, model, x, y, epoch):
    """Log the images of x, uint8[n, h, w, 3], that the model gets wrong, as misclassified, at step `epoch`.

    model.predict(x, verbose=0) returns logits [n, classes]; y is [n, 1]. At most six images, those first whose wrong
    class had the largest probability. Where there are none, nothing is written.
    """
    ### BEGIN SOLUTION
    #: # tf.nn.softmax makes probabilities of logits. np.argsort sorts from small to large.
    probabilities = tf.nn.softmax(model.predict(x, verbose=0)).numpy()
    wrong = np.flatnonzero(probabilities.argmax(axis=1) != y[:, 0])
    surest = wrong[np.argsort(-probabilities[wrong].max(axis=1))][:6]
    if len(surest):
        with writer.as_default():
            tf.summary.image("misclassified", x[surest], step=epoch, max_outputs=6)
    ### END SOLUTION


# %% check="7.5"
check("7.5", log_misses)

# %%
folder = new_run("07_keras/misses")
with contextlib.suppress(NotImplementedError):
    writer = tf.summary.create_file_writer(str(folder))
    log_misses(writer, model, x_train[776:], y_train[776:], 2)
    writer.close()
    print("written", len(read_run(folder).images["misclassified"].steps), "images")

# %% [markdown]
# In TensorBoard they are in the tab *Images*. Filter `07_keras/misses`.

# %% [markdown]
# ## Three writers, one logdir
#
# tensorboardX, torch.utils.tensorboard and tf.summary write the same kind of file, and TensorBoard shows runs of all
# three side by side. The next cell prints what differs.

# %%
from torch.utils.tensorboard import SummaryWriter as TorchWriter

folder = new_run("07_keras/writers")
with SummaryWriter(folder / "tensorboardX") as writer:
    writer.add_scalar("loss", 0.5, 0)
with TorchWriter(str(folder / "torch")) as writer:
    writer.add_scalar("loss", 0.5, 0)
writer = tf.summary.create_file_writer(str(folder / "tf.summary"))
with writer.as_default(step=0):
    tf.summary.scalar("loss", 0.5)
writer.close()
for name, run in read_tree(folder).items():
    file = run.files[0]
    print(
        f"{name:13} {file.path.name.replace(socket.gethostname(), 'HOST'):46}{file.size:4} bytes,",
        f"says of its writer: {file.writer or 'nothing'}",
    )

# %% [markdown]
# ### 7.6 Whose file is it? (further)
#
# Decide by what is in the file: a file's name can be changed, and a host's name may have dots in it.


# %% exercise="7.6"
# Exercise 7.6
def who_wrote(file):
    """Return "tensorboardX", "torch" or "tf.summary" for the event file at the path `file`."""
    ### BEGIN SOLUTION
    #: # read_run takes the path of one event file, too.
    said = read_run(file).files[0].writer
    return "tf.summary" if "tensorflow" in said else "torch" if said else "tensorboardX"
    ### END SOLUTION


# %% check="7.6"
check("7.6", who_wrote)

# %% [markdown]
# ## Diagnosis
#
# Five fits come with the course, `given/07_keras/b` to `f`. Each was logged by Keras's callback. Afterwards the model
# was evaluated on the test examples, which was logged as the run `test` at the last epoch. (An optimizer step is a
# batch of 32, and there are 776 training examples, so an epoch has 25 steps.)

# %%
for name in "bcdef":
    print(name)
    for part, run in read_tree(given_run(f"07_keras/{name}")).items():
        for tag, points in run.scalars.items():
            pairs = zip(points.steps, points.values, strict=True)
            if tag != "epoch_learning_rate":
                print(
                    f"   {part + '/' + tag:45}{' '.join(f'{step}:{value:.4f}' for step, value in pairs)}"
                )

# %% [markdown]
# ### 7.7 Five patients
#
# For each patient give the cause, a tag that shows it (run/tag, such as `train/epoch_loss`), and one step of that tag
# at which it shows. For a healthy fit, name any curve and any of its steps. The causes, and what you would do next:
#
# | cause | next |
# | --- | --- |
# | healthy | keep it |
# | logits mismatch | tell the loss what the outputs are |
# | test set as validation | split validation off the training examples |
# | reused directory | a fresh directory for each fit |
# | first fit not logged | one fit, with the callback |
#
# A *logits mismatch* is a loss that takes the model's logits for probabilities, or the other way round.

# %% exercise="7.7"
# Exercise 7.7
### BEGIN SOLUTION
#: # A sixth one: "g": ("logits mismatch", "validation/epoch_loss", 2).
diagnosis = {
    "b": ("test set as validation", "validation/epoch_loss", 5),
    "c": ("healthy", "validation/epoch_loss", 5),
    "d": ("logits mismatch", "train/epoch_loss", 0),
    "e": ("reused directory", "train/epoch_loss", 0),
    "f": ("first fit not logged", "validation/evaluation_loss_vs_iterations", 125),
}
### END SOLUTION

# %% check="7.7"
check("7.7", diagnosis)

# %% [markdown]
# ## The alarm
#
# What a model's last layer returns and what its loss expects are set in two places, and they have to agree.
# **Predict, then run.** Below, an untrained model is measured in all four combinations. A model that guesses has a loss
# of ln 10 = 2.303. How many of the four are far from it?

# %%
guess_5 = ...  # your guess, a number from 0 to 4

# %%
with warnings.catch_warnings(record=True) as warned:
    warnings.simplefilter("always")
    for softmax in (False, True):
        for from_logits in (True, False):
            untrained = compiled(make_cnn(seed=1, softmax=softmax), from_logits=from_logits)
            loss = untrained.loss(y_train[:256], untrained(x_train[:256]))
            print(
                f"{'probabilities' if softmax else 'logits':14} from_logits={from_logits!s:6} loss {loss:.4f}"
            )
print(
    "Warnings:",
    *{str(each.message).split(",")[0] for each in warned if "from_logits" in str(each.message)},
)
guessed("guess_5")

# %% [markdown]
# One. If probabilities are taken for logits, this version of Keras with TensorFlow finds the softmax, takes what went
# into it, warns, and computes the right loss, so the curve shows nothing. If logits are taken for probabilities, there
# is no warning. They are clipped to between 0 and 1 and divided by their sum. A negative one that should be large
# costs up to 18. When all ten are clipped at one end, the loss is ln 10 to the last digit, without a gradient.
#
# Here are ten small fits whose kind you know. *mismatch* is sick. Healthy are *quick*, *slow*, whose learning rate is
# so small that it stays near 2.3 for some epochs, and *loud*, whose last layer began with large weights, so that its
# first guesses are wrong and certain.

# %%
practice = Practice(new_folder("07_keras/practice"))
print("epoch_loss of the epochs 0 to 11")
for name, run in practice.runs.items():
    print(f"{name:12}", *(f"{value:6.3f}" for value in run.scalars["epoch_loss"].values))

# %% [markdown]
# ### 7.8 The alarm for a loss that misreads the outputs
#
# Write `alarm(run)`. If the loss takes logits for probabilities, it returns an epoch from 1 to 6, and does so when the
# log has reached an epoch from 1 to 6. For a healthy run it returns `None`, every time.
#
# Your alarm is called after each epoch while the log grows, and its first report counts. The first time, the log holds
# epoch 0 alone. It is tried on ten runs like these that you haven't seen, six of them healthy. Nine must be right.


# %% exercise="7.8"
# Exercise 7.8
def alarm(run):
    """Return the epoch at which `run` is seen to have the wrong loss, None where all is well so far.

    run.scalars["epoch_loss"] and run.scalars["epoch_accuracy"] have .steps and .values: as many as there are epochs
    in the log by now.
    """
    ### BEGIN SOLUTION
    #: # One that guesses has a loss of ln 10. How does a loud run begin, and where is it two epochs later?
    #: # len(loss) is the number of epochs so far.
    loss = run.scalars["epoch_loss"]
    if len(loss) > 2 and loss.values[0] > 2.6 and loss.values[2] > 1.6:
        return int(loss.steps[2])
    return None
    ### END SOLUTION


# %% check="7.8"
check("7.8", alarm)

# %%
with contextlib.suppress(NotImplementedError):
    print(practice.table(alarm))

# %% [markdown]
# The table shows what your alarm reports first for the practice runs, next to the epochs at which that is right. The
# last line keeps it with the others in `work/alarms.py`.

# %%
keep_alarm("07_keras", alarm)

# %% [markdown]
# ## Now on yours
#
# No points here. Put these lines into the script that fits your own model.


# %%
class Again(keras.callbacks.Callback):
    """Measure some training examples as validation is measured: with the weights at the epoch's end."""

    def __init__(self, x, y):
        super().__init__()
        self.x, self.y = x, y

    def on_epoch_end(self, epoch, logs=None):
        logs["again_loss"] = self.model.evaluate(self.x, self.y, verbose=0, return_dict=True)[
            "loss"
        ]


(x, y), _ = load_data()  # your data
yours = compiled(make_cnn(seed=0))  # your model
with TensorBoardX(new_run("07_keras/yours")) as watch:
    yours.fit(
        x[:320],
        y[:320],
        validation_data=(x[776:], y[776:]),
        epochs=2,
        verbose=0,
        callbacks=[Again(x[:100], y[:100]), watch],
    )

# %% [markdown]
# Put `Again` before the callback that writes. Then answer three questions:
#
# 1. Is `model.evaluate` on your fresh model near ln C, for C classes?
# 2. Is `epoch_again_loss` below the validation loss, or is something easier about your validation examples?
# 3. Which classes are in each part of your split, and is any test example among them?
