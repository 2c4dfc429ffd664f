# %% [markdown]
# # Lab 02: Scalars
#
# After this lab you can
#
# - log every value at the step it belongs to, training and validation on one axis;
# - decide before training whether a model and its data are ready;
# - log the gradient norm and the learning rate when they are valid, and put two curves into one chart;
# - read a pair of loss curves: healthy, overfitting, underfitting, and three other things that go wrong;
# - write an alarm that reads them for you, and put monitoring into a training loop of your own.
#
# It takes about 80 minutes. Five exercises carry its 16 points (45 minutes); five are marked *further* and carry none,
# two of them recommended. Chapter 02 goes into more detail: [Scalars](/chapters/02-scalars.md) and
# [Reading loss curves](/chapters/02-reading.md).
#
# Below each exercise is a cell with `check(...)`. It calls your code, reads the event files that this wrote, and
# reports in one line whether they are right. If not, hints are folded below the line. In a terminal,
# `tbxlab check 02 --watch` judges the notebook whenever you save it. Everything works without a network; the core
# packages are enough.

# %%
import contextlib
import math
import threading

import numpy as np
import torch
from tensorboardX import SummaryWriter
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy
from torch.nn.utils import clip_grad_norm_
from torch.utils.data import DataLoader, TensorDataset

from tbxlab import check, given_run, guessed, keep_alarm, new_folder, new_run, read_run, read_tree
from tbxlab.lab02 import Practice, training
from tbxlab.toy import data, models

# %% [markdown]
# ## The right step
#
# TensorBoard draws each value at the step that you give it. A training loop knows its epoch and the number of the
# batch in that epoch. A published tutorial computes the step from them as `epoch * i + i`.
#
# **Predict, then run.** 100 epochs of 10 batches are logged at step `epoch * i + i`. How many of the 1,000 points
# does TensorBoard show with its fast loader, the usual one on Linux? Write your guess in place of the three dots.

# %%
guess_1 = ...  # your guess

# %%
wrong_steps = new_run("02_scalars/steps-wrong")
with SummaryWriter(wrong_steps) as writer:
    for epoch in range(100):
        for i in range(10):
            writer.add_scalar(
                "train/loss", 0.4 + 0.3 * math.exp(-(10 * epoch + i) / 200), epoch * i + i
            )

points = read_run(wrong_steps).scalars["train/loss"]
print(f"{len(points)} points in the file, on {len(np.unique(points.steps))} different steps")
print(f"{points.kept_by_fast_loader.sum()} points that the fast loader shows")
guessed("guess_1", int(points.kept_by_fast_loader.sum()))

# %% [markdown]
# It shows ten. If a step isn't larger than the one before, the fast loader assumes a restart and erases all earlier
# points from that step on. The other loader (Windows, Apple silicon, ARM) shows all 1,000, as a zigzag. Look at it in
# the dashboard at the address that `make learn` printed: type `02_scalars` into *Filter runs* of the tab *Time Series*.
#
# ### 2.1 One point for every optimizer step (further, recommended)
#
# The step is the number of updates that the weights have received. It starts at 0 and continues through all epochs.


# %% exercise="2.1"
# Exercise 2.1
def log_loss(writer, loss, epoch, batch, batches_per_epoch):
    """Log `loss` as train/loss at the optimizer step it belongs to. Steps, epochs and batches count from 0."""
    ### BEGIN SOLUTION
    #: # One call of writer.add_scalar(tag, value, step).
    writer.add_scalar("train/loss", loss, epoch * batches_per_epoch + batch)
    ### END SOLUTION


# %% check="2.1"
check("2.1", log_loss)

# %%
right_steps = new_run("02_scalars/steps-right")
with SummaryWriter(right_steps) as writer, contextlib.suppress(NotImplementedError):
    for epoch in range(100):
        for i in range(10):
            log_loss(writer, 0.4 + 0.3 * math.exp(-(10 * epoch + i) / 200), epoch, i, 10)

# %% [markdown]
# The dashboard now shows the same loss with your steps, a smooth curve of 1,000 points, next to the ten.

# %% [markdown]
# ## Train and validation on one axis
#
# Our running example is a classifier with 10 inputs, 50 hidden units and 2 classes, on made-up data. Three of the
# ten features matter, and near the border between the classes a label is a coin toss. On new examples, the accuracy of
# even a perfect model is therefore 81.5 % on average, and its loss 0.40.

# %%
X, y = data.two_classes(8, seed=0)
model = models.classifier(seed=0)
print(model)
print("labels:", y.tolist())
print("first row:", [round(value, 2) for value in X[0].tolist()])

# %% [markdown]
# The loss on the training examples shows how well the model does on those. To find out how it does on others, you
# measure it on a *validation* set after each epoch.
#
# ### 2.2 One axis, every example
#
# Three mistakes are common here. The validation curve is drawn at steps 0, 1, 2 …, although training has made
# thousands. The last batch is smaller than the others, so the mean of the batch losses isn't the mean over the
# examples. The model is still in training mode: dropout is active, and batch norm learns from the validation set. (The
# check tries a model with dropout, too.)


# %% exercise="2.2"
# Exercise 2.2
@torch.no_grad()
def log_validation(writer, model, loader, epoch, batches_per_epoch):
    """Log val/loss and val/accuracy (0 to 1), each over all examples of `loader`.

    It is called after epoch `epoch` (counted from 0). Training has logged train/loss at every optimizer step, as
    in 2.1, with `batches_per_epoch` steps in an epoch: log where that curve has arrived. `loader` yields batches
    (X, y); the last one is smaller than the others. The model comes in training mode; its mode may change, but
    nothing else of it.
    """
    ### BEGIN SOLUTION
    #: # cross_entropy(model(X), y, reduction="sum") adds up the losses of a batch; so does (... == y).sum().
    loss, right, n = 0.0, 0, 0
    model.eval()
    for X, y in loader:
        logits = model(X)
        loss += cross_entropy(logits, y, reduction="sum").item()
        right += (logits.argmax(dim=1) == y).sum().item()
        n += len(y)
    model.train()
    step = (epoch + 1) * batches_per_epoch
    writer.add_scalar("val/loss", loss / n, step)
    writer.add_scalar("val/accuracy", right / n, step)
    ### END SOLUTION


# %% check="2.2"
check("2.2", log_validation)

# %% [markdown]
# Now train. `training.train` logs as you do in 2.1 and 2.2, and validates every 20 steps and once before the first. The
# setting `"healthy"` has 8,000 examples. `"overfitting"` has 150 of the same kind and goes through them more often, so
# that it makes as many steps. Each is trained with two seeds, because one run is an anecdote.
#
# **Predict, then run.** With 150 examples the training loss falls to 0.006. What happens on the validation set? Guess
# the last val/loss as a multiple of its lowest value, and how many percentage points the accuracy has lost by then.

# %%
guess_2 = ...  # your guess, such as (1.2, 10)


# %%
def trained(name, seed):
    """Train in one of training.SETTINGS, log it, and return the run."""
    folder = new_run(f"02_scalars/{name.replace(' ', '-')}-{seed}")
    with SummaryWriter(folder) as writer:
        training.example(name, seed, writer)
    return read_run(folder)


runs = {(name, seed): trained(name, seed) for name in ("healthy", "overfitting") for seed in (0, 1)}

# %%
for (name, seed), run in runs.items():
    loss, accuracy = run.scalars["val/loss"].values, run.scalars["val/accuracy"].values
    best = loss.argmin()
    print(
        f"{name:11} seed {seed}: train/loss ends at {run.scalars['train/loss'].values[-100:].mean():.3f},",
        f"val/loss {loss[best]:.2f} -> {loss[-1]:.2f} ({loss[-1] / loss[best]:.1f} times),",
        f"val/accuracy {accuracy[best]:.3f} -> {accuracy[-1]:.3f}",
    )
guessed("guess_2", (round(loss[-1] / loss[best], 1), round(100 * (accuracy[best] - accuracy[-1]))))

# %% [markdown]
# The validation loss is about 3 × its minimum, while the accuracy slips by a few points. **A falling training loss
# doesn't mean success**: in these runs it fell furthest where the model got worst. Accuracy alone hides how much worse.
# The model is hardly wrong more often, but it is sure of itself when it is wrong, and the loss counts that.
#
# Look at it in TensorBoard: type `02_scalars/(healthy|overfitting)` into *Filter runs* (a regular expression).

# %% [markdown]
# ## The loss before training
#
# A model with random weights knows nothing. If it gives both of two equally frequent classes the probability ½, the
# loss of each example is −ln ½ = ln 2 = 0.693. **Predict, then run.** Between which two numbers is the first loss, over
# ten seeds?

# %%
guess_3 = ...  # your guess, such as (0.6, 0.8)

# %%
losses, squares = [], []
for seed in range(10):
    X, y = data.two_classes(1000, seed)
    logits = models.classifier(seed=seed)(X)
    losses.append(cross_entropy(logits, y).item())
    squares.append(logits.diff(dim=1).square().mean().item())
print(" ".join(f"{loss:.3f}" for loss in losses))
print(
    f"mean {np.mean(losses):.3f}; ln 2 = {math.log(2):.3f}; ln 2 + d²/8 = {math.log(2) + np.mean(squares) / 8:.3f}"
)
guessed("guess_3", (round(min(losses), 2), round(max(losses), 2)))

# %% [markdown]
# It is between about 0.67 and 0.75, with a mean a little over ln 2. Random weights don't predict exactly ½: a
# difference d between the two logits costs d²/8 on average. In each seed this difference happens to favor right or
# wrong answers a little, which moves the loss down or up by a few hundredths.
#
# Now the same data as a camera would give it, 0 to 255 instead of about −3 to 3:

# %%
for seed in range(10):
    X, y = data.two_classes(1000, seed)
    print(f"{cross_entropy(models.classifier(seed=seed)(data.as_bytes(X)), y).item():.1f}", end=" ")

# %% [markdown]
# The logits are so large that the model is sure of itself before it has seen an example. With fresh weights and two
# equally frequent classes, a first loss far from ln 2 is a bug, and finding it takes one forward pass.
#
# ### 2.3 Before training
#
# A first loss near ln 2 is not enough. The second test takes seconds: a model with over 600 weights must be able
# to memorize 20 examples. If it can't, more examples won't help.


# %% exercise="2.3"
# Exercise 2.3
def before_training(writer, model, X, y):
    """Look at a model and its data; return "ready", "first loss" (it's wrong) or "one batch" (it wasn't learned).

    Log the mean loss over all examples as check/first_loss at step 0. If it is as expected, train the model
    (or a copy) on its first 20 examples and log the mean loss of these 20 at every step as check/one_batch.
    """
    ### BEGIN SOLUTION
    #: # 1. Log the first loss. How far from ln 2 may it be? There are ten seeds above.
    #: # 2. A few hundred steps of SGD with lr=0.5 on X[:20], y[:20]: log each loss. How low must it get?
    first = cross_entropy(model(X), y).item()
    writer.add_scalar("check/first_loss", first, 0)
    if abs(first - math.log(2)) > 0.2:
        return "first loss"
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    for step in range(300):
        loss = cross_entropy(model(X[:20]), y[:20])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        writer.add_scalar("check/one_batch", loss.item(), step)
    return "ready" if loss.item() < 0.1 else "one batch"
    ### END SOLUTION


# %% check="2.3"
check("2.3", before_training)

# %% [markdown]
# The check tries it on nine models: sound ones, one on raw bytes, one whose last bias strongly favors one class, one
# whose weights aren't fresh (its first loss is far *below* ln 2), one with a softmax before the loss (which applies its
# own), and one whose hidden units are all dead. Of these, the second test alone finds the last two.
#
# Neither test finds labels that have nothing to do with the features, because a few random labels can be memorized as
# well as right ones. They don't find a copy of the label among the features either, which random weights can't use.

# %% [markdown]
# ## The gradient of the cross-entropy
#
# With one logit z for class 1, σ(z) is the probability that the model gives it, and the loss of an example is
# −y ln σ(z) − (1 − y) ln(1 − σ(z)). Its derivative is short: **σ(z) − y**, the predicted probability minus the label.
#
# ### 2.4 The gradient, measured (further)
#
# Which losses have this gradient? Write a function that measures it for any loss.


# %% exercise="2.4"
# Exercise 2.4
def log_gradient_error(writer, loss_function, z, y, step):
    """Log how far the gradient of loss_function(z, y) with respect to z is from σ(z) − y, by autograd.

    z and y are float32[n], z without a gradient yet; leave their values as they are. Tag gradient/max_difference:
    the largest of the n absolute differences.
    """
    ### BEGIN SOLUTION
    #: # z.clone().requires_grad_() is a z that autograd follows; torch.autograd.grad(loss, z) returns a tuple.
    z = z.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(loss_function(z, y), z)
    difference = (gradient - (torch.sigmoid(z) - y)).abs().max()
    writer.add_scalar("gradient/max_difference", difference.item(), step)
    ### END SOLUTION


# %% check="2.4"
check("2.4", log_gradient_error)

# %% [markdown]
# Of the losses that the check tries, only the sum of the cross-entropies has it. Their mean, PyTorch's default,
# has σ(z) − y divided by n. The squared error of σ(z) has another factor, σ(z)(1 − σ(z)), which is
# almost 0 wherever the model is sure, even if it is wrong.
#
# Why not write the loss as in the formula? Here is one example of class 0 with z = 40:

# %%
z, y = torch.tensor(40.0), torch.tensor(0.0)
print("by the formula:", -torch.log(1 - torch.sigmoid(z)).item())
print("from the logit:", binary_cross_entropy_with_logits(z, y).item())

# %% [markdown]
# In float32, σ(40) is 1. The function that takes the logit avoids the problem, so give it logits, not probabilities.

# %% [markdown]
# ## Learning rate and gradient norm
#
# Two more curves belong beside every loss: the norm of the gradient, and the learning rate. Both are easy to log at the
# wrong moment. The gradient exists between `loss.backward()` and the next `zero_grad()`, and clipping makes it smaller.
# A scheduler changes the learning rate for the *next* step. (If you call `clip_grad_norm_` too early, it returns 0
# without a warning.)
#
# ### 2.5 When they are valid


# %% exercise="2.5"
# Exercise 2.5
def train_step(writer, model, optimizer, scheduler, X, y, step):
    """Make one optimizer step, with the gradient clipped to a norm of 1, and step the scheduler.

    Log train/loss, train/gradient_norm (the norm of the whole gradient, before it is clipped) and
    train/learning_rate (the one that this step uses), all at `step`.
    """
    loss = cross_entropy(model(X), y)
    optimizer.zero_grad()
    loss.backward()
    ### BEGIN SOLUTION
    #: # clip_grad_norm_(model.parameters(), 1.0) clips. Look up what it returns.
    #: # scheduler.get_last_lr() is a list of learning rates, one for each group of parameters (here one).
    norm = clip_grad_norm_(model.parameters(), 1.0)  # the norm that it had before
    writer.add_scalar("train/loss", loss.item(), step)
    writer.add_scalar("train/gradient_norm", norm.item(), step)
    writer.add_scalar("train/learning_rate", scheduler.get_last_lr()[0], step)
    optimizer.step()
    scheduler.step()
    ### END SOLUTION


# %% check="2.5"
check("2.5", train_step)

# %%
X, y = data.two_classes(8000, seed=0)
for seed in (0, 1):
    model = models.classifier(seed=seed)
    optimizer = torch.optim.SGD(model.parameters(), lr=3.0)
    scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, milestones=[160], gamma=0.1)
    with (
        SummaryWriter(new_run(f"02_scalars/rate-{seed}")) as writer,
        contextlib.suppress(NotImplementedError),
    ):
        batches = DataLoader(TensorDataset(X, y), batch_size=25, shuffle=True)
        for step, (X_batch, y_batch) in enumerate(batches):
            train_step(writer, model, optimizer, scheduler, X_batch, y_batch, step)

# %% [markdown]
# Filter `02_scalars/rate-[01]`. The learning rate drops to a tenth at step 160. At once the loss is lower (about 0.45
# instead of 0.58) and jumps half as much. The gradient norm falls from about 0.5 to 0.3: with the large steps,
# the weights jumped from one steep side of the valley to the other.

# %% [markdown]
# ## Smoothing and sampling
#
# TensorBoard draws the curve itself in a pale color, and a smoothed curve over it; the slider is at 0.6 by default. The
# smoothed curve is an average in which each value counts `weight` times as much as the one after it.
#
# ### 2.6 The smoothed curve (further)
#
# Write m for the running average: m = weight · m + (1 − weight) · value, from m = 0. After t values, the weights in it
# add up to 1 − weight^t. Dividing by that removes the pull of the 0 at the start.


# %% exercise="2.6"
# Exercise 2.6
def smoothed(values, weight):
    """Return the list of numbers that TensorBoard draws as the smoothed curve; 0 < weight < 1."""
    ### BEGIN SOLUTION
    #: # Two running numbers: the average m, and weight ** t.
    line, m, left = [], 0.0, 1.0
    for value in values:
        m = weight * m + (1 - weight) * value
        left *= weight
        line.append(m / (1 - left))
    return line
    ### END SOLUTION


# %% check="2.6"
check("2.6", smoothed)

# %% [markdown]
# It averages over past *points*. The smoothed curve therefore lags behind, and its lowest point is later than that of
# the raw curve. A run with few points is smoothed over more of its steps than a run with many.
#
# TensorBoard also leaves out points: it shows at most 1,000 of a curve, chosen at random. `read_run` keeps them all.

# %% [markdown]
# ## Two curves in one chart
#
# TensorBoard makes a chart for each tag, so train/loss and val/loss are in different charts. `add_scalars` looks like
# the answer. **Predict, then run.** How many directories, and how many threads, does one call with two keys create?

# %%
guess_4 = ...  # your guess, such as (1, 1)

# %%
folder, before = new_folder("02_scalars/add-scalars"), threading.active_count()
writer = SummaryWriter(folder)
writer.add_scalar("a/scalar", 0.5, 0)
one = threading.active_count() - before
writer.add_scalars("loss", {"train": 0.5, "val": 0.6}, 0)
many = threading.active_count() - before - one
print(f"threads: {one} of the writer itself, {many} of add_scalars")
writer.close()
print("runs:   ", sorted(read_tree(folder)))
guessed("guess_4", (len(read_tree(folder)) - 1, many))

# %% [markdown]
# Each key has become a run of its own, with a directory, an event file and two threads. With five losses and twenty
# training runs, the list of runs gets a hundred more entries.
#
# ### 2.7 One chart, no new run (further)
#
# `writer.add_custom_scalars(layout)` records which curves share a chart on the tab *Custom Scalars*. The curves
# stay where they are. A layout is `{category: {chart: ["Multiline", [tag, …]]}}`, and each tag is a regular
# expression.


# %% exercise="2.7"
# Exercise 2.7
def log_layout(writer):
    """Put train/loss and val/loss, and nothing else, into one chart of the tab Custom Scalars."""
    ### BEGIN SOLUTION
    #: # Once for each writer: a second layout replaces the first.
    writer.add_custom_scalars(
        {"loss": {"train and validation": ["Multiline", ["train/loss", "val/loss"]]}}
    )
    ### END SOLUTION


# %% check="2.7"
check("2.7", log_layout)

# %%
with (
    SummaryWriter(new_run("02_scalars/layout")) as writer,
    contextlib.suppress(NotImplementedError),
):
    log_layout(writer)

# %% [markdown]
# Choose the tab *Custom Scalars* (load the page again if it isn't there yet), and type `02_scalars/overfitting` into
# the filter on the left. Like most tabs, this one has its own list of runs and its own filter. With more than 40 runs,
# the list starts with all of them unticked; filtering it to fewer ticks those. A layout applies to every run below the
# log directory, not only to its own.

# %% [markdown]
# ## Reading it
#
# Here are four more ways to fail, with the same model and the same data. Each differs from `"healthy"` in one setting.
# Train them, which takes seconds, and compare them in the table below.

# %%
runs |= {
    (name, seed): trained(name, seed) for name in list(training.SETTINGS)[2:] for seed in (0, 1)
}

# %%
print(f"{'':22} {'val/loss':^24}  {'train/loss':^14}  val/accuracy")
print(f"{'':22} {'first':>7} {'lowest':>8} {'last':>7}  {'highest':>8} {'end':>6}  {'last':>12}")
for (name, seed), run in runs.items():
    loss, train, accuracy = (
        run.scalars[tag].values for tag in ("val/loss", "train/loss", "val/accuracy")
    )
    print(
        f"{name:15} seed {seed} {loss[0]:7.2f} {loss.min():8.2f} {loss[-1]:7.2f}  {train.max():8,.1f}",
        f"{train[-200:].mean():6.2f}  {accuracy[-1]:12.2f}",
    )

# %% [markdown]
# - **Underfitting** (a learning rate that is 300 × too low): both losses are high, close together, and still falling at
#   the end. (High and *level* would be something else: noisy labels, a learning rate that is too high, a plateau, or a
#   model that is too small.)
# - **Learning rate too high** (7 instead of 0.3): the training loss jumps far above where it began, and then varies
#   around a high level.
# - **Shuffled labels**: the loss stays at ln 2 = 0.69, the validation loss doesn't get clearly below it, and the
#   accuracy stays at about one half. A few examples would be memorized, and then train/loss falls all the same.
# - **Unscaled inputs** (0 to 255): the first loss is huge. In these runs it kills the hidden units in the first steps,
#   and the loss is a line at ln 2 from then on.
#
# Look at them in TensorBoard, with smoothing at 0 and *Ignore outliers in chart scaling* off, then on.

# %% [markdown]
# ### 2.8 Reading the curves (further, recommended)
#
# Answer three questions about runs that come with the course. Copy them where TensorBoard finds them:

# %%
for name in ("a", "b-0", "b-2", "c-0", "c-2"):
    scalars = read_run(given_run(f"02_scalars/{name}")).scalars
    print(
        name,
        {
            tag: f"{len(points)} points to step {points.steps[-1]}"
            for tag, points in scalars.items()
        },
    )

# %% [markdown]
# Filter `given/02_scalars`. In run **a**, between which steps does overfitting begin? Give a window of at most 200
# steps. At which step is its train/loss highest? (You can't answer every question by looking at a dashboard; add
# cells of your own if you like.)
#
# **b** and **c** are two settings, each with seeds 0 and 2, and with the same validation set for each seed. Which
# setting has the lower val/loss at its last step: `"b"`, `"c"`, or is there `"no telling"`?

# %% exercise="2.8"
# Exercise 2.8
### BEGIN SOLUTION
#: reading = {
#:     "overfitting": (..., ...),  # run a: from step, to step
#:     "spike": ...,  # run a: the step of the highest train/loss
#:     "better": ...,  # "b", "c" or "no telling"
#: }
reading = {
    "overfitting": (200, 400),  # val/loss is lowest at step 300
    "spike": 2113,  # loss.steps[loss.values.argmax()]: TensorBoard does not draw this point
    "better": "c",  # 0.39 against 0.43, for both seeds; smoothed by 0.9 it looks the other way round
}
### END SOLUTION

# %% check="2.8"
check("2.8", reading)

# %% [markdown]
# ### 2.9 Four patients
#
# These runs have no name. For each of **d**, **e**, **f** and **g**, give the cause, and as evidence a tag that shows
# it and a step by which it has shown. Most importantly, distinguish a loss that *can't* fall from one that hasn't
# fallen *yet*.
#
# The causes are `"healthy"`, `"overfitting"`, `"underfitting"`, `"learning rate too high"`, `"shuffled labels"` and
# `"unscaled inputs"`. A cause may fit several patients, or none. The tag must show the cause by itself: with each of
# the other causes, the curve up to that step would look different. All four are judged together.

# %%
for name in "defg":
    loss = read_run(given_run(f"02_scalars/{name}")).scalars["val/loss"]
    print(
        f"{name}: val/loss begins at {loss.values[0]:.2f}, {len(loss)} points to step {loss.steps[-1]}"
    )

# %% exercise="2.9"
# Exercise 2.9
### BEGIN SOLUTION
#: diagnosis = {
#:     "d": (..., ..., ...),  # (cause, tag, step)
#:     "e": (..., ..., ...),
#:     "f": (..., ..., ...),
#:     "g": (..., ..., ...),
#: }
diagnosis = {
    "d": ("underfitting", "val/loss", 960),  # falls all the time, and is still high
    "e": ("shuffled labels", "val/loss", 960),  # 150 of them, memorized
    "f": ("healthy", "val/loss", 960),
    "g": ("shuffled labels", "val/loss", 960),  # never below ln 2
}
### END SOLUTION

# %% check="2.9"
check("2.9", diagnosis)

# %% [markdown]
# ## The alarm
#
# You can't watch curves all night. Here are ten small runs, each labeled with its kind: healthy ones (on data that are
# more or less clean, so they end at very different losses), overfitting ones and underfitting ones. Some log their
# losses in bits, which are 1.44 times those in nats. Two of the
# overfitting ones have few examples from the beginning; the other two are given new ones for half of the run, then
# go through a few again and again. They are ten seeds as well, so they show how far healthy runs wander by chance: the
# *seed band*.

# %%
practice = Practice(new_folder("02_scalars/practice"))
print(
    f"{'':16} {'val/loss lowest':>16} {'last':>6} {'largest rise':>13} {'fall, steps 0 to 100':>21} {'200 to 300':>11}"
)
for name, run in practice.runs.items():
    loss = run.scalars["val/loss"].values
    rise = (loss / np.minimum.accumulate(loss)).max() - 1
    first, later = loss[0] - loss[5], loss[10] - loss[15]  # validated every 20 steps
    print(f"{name:16} {loss.min():16.3f} {loss[-1]:6.3f} {rise:13.0%} {first:21.3f} {later:11.3f}")

# %% [markdown]
# *Largest rise*: how far val/loss was ever above the lowest value it had had by then. *Fall*: how much it fell between
# two steps. Each run has 960 steps, with train/loss at every step and val/loss at every twentieth.
# (TensorBoard does not show these runs: they are in `work/files`.)
#
# ### 2.10 The first alarm
#
# Write `alarm(run)`: the step at which it is clear that a run overfits or underfits, or `None`. Your alarm is asked
# again and again while the log grows, and what it reports first counts; the log may be short at first. It is tried on
# ten unseen runs like these, of which at least three are healthy, and nine must be right. Right is
#
# - for a healthy run: always `None`;
# - for an overfitting one: any step from where the validation loss comes within 4 % of its minimum until it is 1.7
#   times that. (The check knows the true loss; you see an estimate from 1,000 examples.)
# - for an underfitting one: any step from which every healthy run of the ten has covered more of its way down than this
#   one ever does. (The way goes from the first loss to the lowest that the run's data allow.)
#
# An alarm that never rings misses; one that always rings is switched off. Take your limits from the seed band above,
# and compare each run with itself: the healthy ones end anywhere from 0.15 to 0.95, and the sick ones are among them.


# %% exercise="2.10"
# Exercise 2.10
def alarm(run):
    """Return the step at which `run` is seen to overfit or to underfit, None where it is healthy.

    It is asked while `run` grows. run.scalars["train/loss"] and so on have .steps and .values, numpy arrays of the
    same length, which hold what is logged so far.
    """
    ### BEGIN SOLUTION
    #: # Overfitting: how far above its lowest value so far may val/loss be, and for how long?
    #: # Underfitting: a healthy loss falls fast, then levels off, whatever its data. How does the other one fall?
    loss = run.scalars["val/loss"]
    risen = loss.values > 1.2 * np.minimum.accumulate(loss.values)
    for i in range(2, len(loss)):
        if risen[i - 2 : i + 1].all():  # three times in a row: not by chance
            return int(loss.steps[i])
    at = loss.values[::5]  # at the steps 0, 100, 200, 300 …
    if len(at) > 3 and at[2] - at[3] > 0.5 * (at[0] - at[1]) > 0:
        return 300  # it still falls about as fast as at its start: it has hardly learned anything
    return None
    ### END SOLUTION


# %% check="2.10"
check("2.10", alarm)

# %%
with contextlib.suppress(NotImplementedError):
    print(practice.table(alarm))

# %% [markdown]
# The table shows what your alarm reports first for each practice run while it grows, and the steps at which it would
# be right.
#
# Every lab from here on adds an alarm. They are collected in a file of your own, `work/alarms.py`, which works beside
# any training run that logs these tags. At the end of the course it is tried on unseen runs. An alarm carries its
# assumptions with it. That of the model solution assumes a validation every 20 steps on the same examples, plain
# gradient descent with a constant learning rate, and a run that has learned most of what it will by step 300. With a
# warm-up, or a run of 100,000 steps, it needs other steps.

# %%
keep_alarm("02_scalars", alarm)

# %% [markdown]
# ## Now on yours
#
# These 15 lines log what this lab is about. Replace the first four with your own model, optimizer and loaders, and run
# them in your own project. There are no points for it.

# %%
model = models.classifier(seed=0)
optimizer = torch.optim.SGD(model.parameters(), lr=0.3)
loader = DataLoader(TensorDataset(*data.two_classes(2000, seed=0)), batch_size=50, shuffle=True)
X_val, y_val = data.two_classes(1000, seed=1)

with SummaryWriter(new_run("02_scalars/mine")) as writer:
    for step, (X, y) in enumerate(loader):
        if step % 10 == 0:
            writer.add_scalar("val/loss", training.evaluate(model, (X_val, y_val))[0], step)
        optimizer.zero_grad()
        loss = cross_entropy(model(X), y)
        loss.backward()
        norm = clip_grad_norm_(model.parameters(), math.inf)  # clips nothing, returns the norm
        writer.add_scalar("train/loss", loss.item(), step)
        writer.add_scalar("train/gradient_norm", norm.item(), step)
        optimizer.step()

# %% [markdown]
# 1. What should your first validation loss be, and what is it?
# 2. Can your model memorize one batch? How many steps does that take?
# 3. Which of your curves would show first that a run has gone wrong, and by which limit, relative to the run itself?
#
# For a whole training loop with ten scalars and alarms, take
# [monitor.py](/chapters/02-scalars.md#what-to-do-on-monday).
