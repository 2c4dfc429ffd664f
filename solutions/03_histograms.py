# %% [markdown]
# # Lab 03: Histograms and distributions
#
# After this lab you can
#
# - log weights, gradients and activations of every layer as histograms, at an interval that you can afford;
# - say how far weights move, which is not how large the gradient is;
# - see by numbers in the log which layer gets no gradient, is saturated or has died, and cure it;
# - write an alarm that watches the layers for you.
#
# It takes about 85 minutes. Five exercises carry its 15 points (41 minutes); four are marked *further* and carry none.
# Chapter 03, [Histograms and distributions](/chapters/03-histograms.md), goes into more detail.
#
# Under each exercise stands a cell with `check(...)`: it calls your code, reads the event files that it left, and says
# in one line whether it is right. Where it is not yet, hints are folded under the line. In a terminal,
# `tbxlab check 03 --watch` judges the notebook whenever you save it. Everything works without a network; the core
# packages are enough.

# %%
import contextlib
import math
import statistics
import time
from functools import partial
from itertools import pairwise

import numpy as np
import torch
from tensorboardX import SummaryWriter
from torch import nn
from torch.nn.functional import cross_entropy

from tbxlab import check, given_run, guessed, keep_alarm, new_folder, new_run, read_run
from tbxlab.lab03 import Practice, deep
from tbxlab.toy import data

torch.set_num_threads(1)  # small layers are quicker on one

# %% [markdown]
# ## All the numbers of a layer
#
# A loss says that something is wrong; it does not say where. Our example gets deep now: six linear layers, with
# activations between them, on the data of lab 02.

# %%
model = deep.network("relu", seed=0)
print(model)
print(f"{sum(parameter.numel() for parameter in model.parameters()):,} weights and biases")

# %% [markdown]
# A histogram says of all the numbers of one tensor, at one step, how many are where. In TensorBoard's tab *Histograms*
# the steps stand behind each other like slices; *Distributions* shows the same from above, as bands. Three kinds of
# tensors are worth it: **weights**, **gradients**, and **activations**, which are what the layers put out.
#
# ### 3.1 Histograms at an interval
#
# The function below is called at every step, after `loss.backward()`. It logs only once in `every` steps.


# %% exercise="3.1"
# Exercise 3.1
def log_histograms(writer, model, activations, step, every):
    """At the steps 0, every, 2 * every … log a model's histograms; at all others, nothing.

    weights/NAME and gradients/NAME for each of model.named_parameters(), and activations/NAME for each item of
    the dictionary `activations`. A parameter that took no part in the loss has the gradient None: of that one,
    only the weights are logged.
    """
    ### BEGIN SOLUTION
    #: # writer.add_histogram(tag, tensor, step) takes a tensor of any shape.
    if step % every:
        return
    for name, parameter in model.named_parameters():
        writer.add_histogram(f"weights/{name}", parameter, step)
        if parameter.grad is not None:
            writer.add_histogram(f"gradients/{name}", parameter.grad, step)
    for name, outputs in activations.items():
        writer.add_histogram(f"activations/{name}", outputs, step)
    ### END SOLUTION


# %% check="3.1"
check("3.1", log_histograms)

# %%
X, y = data.two_classes(4000, seed=0)
with (
    SummaryWriter(new_run("03_histograms/first")) as writer,
    contextlib.suppress(NotImplementedError),
):
    for step in range(101):
        batch = slice(50 * step % 4000, 50 * step % 4000 + 50)
        model.zero_grad()
        cross_entropy(model(X[batch]), y[batch]).backward()
        log_histograms(writer, model, deep.activations(model, X[:200]), step, every=20)
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= 0.05 * parameter.grad

# %% [markdown]
# Choose the tab *Histograms* and type `03_histograms/first` into the filter on the left. (With more than 40 runs,
# this list begins with all of them unticked; filtering it to fewer ticks those.) The weights hardly change their
# shape in 100 steps; the gradients get narrower; and about half of every activation is one tall peak at 0, since that
# is what ReLU does.

# %% [markdown]
# ## The forward and backward pass
#
# Where do the gradients come from? Columns are examples: X has a column for each of n examples, and layer after layer
#
# Z = W A + b, A = relu(Z),
#
# where the A of the first layer is X, and the last layer has no ReLU: its single row of Z are the logits. The loss is
# the mean cross-entropy of σ(Z). On the way back, each layer gets dZ, the gradient with respect to its Z, and gives
#
# dW = dZ Aᵀ, db = the sum of dZ over the examples, and Wᵀ dZ to the layer below.
#
# **Predict, then run.** A layer has 7 inputs and 6 outputs, the batch 10 examples. What are the shapes of W, of dZ,
# and of dZ Aᵀ?

# %%
guess_1 = ...  # your guess, such as [(7, 6), (6, 7), (7, 7)]

# %%
W, A, Z_gradient = np.zeros((6, 7)), np.zeros((7, 10)), np.zeros((6, 10))
print("W", W.shape, " dZ", Z_gradient.shape, " dZ Aᵀ", (Z_gradient @ A.T).shape)
guessed("guess_1", [W.shape, Z_gradient.shape, (Z_gradient @ A.T).shape])

# %% [markdown]
# The product with Aᵀ sums over the examples by itself; db has to be summed by you. A gradient always has the shape of
# what it is the gradient of: that rule alone catches most mistakes.
#
# ### 3.2 The backward pass (further)
#
# Write both passes in numpy. It is compared with autograd, number by number, on networks of one, three and four layers.


# %% exercise="3.2"
# Exercise 3.2
def gradients(parameters, X, y):
    """Return [(dW, db), …], the gradients of the mean cross-entropy, one pair for each layer, first layer first.

    parameters is [(W, b), …] with W float64[outputs, inputs] and b float64[outputs, 1], X is float64[inputs, n],
    y is float64[1, n] of zeros and ones. The last layer has one output, the logit; all others end in ReLU.
    """
    ### BEGIN SOLUTION
    #: # Forward: keep the A that goes into each layer. Backward: begin with dZ = (σ(Z) - y) / n at the last layer.
    A = [X]
    for W, b in parameters:
        Z = W @ A[-1] + b
        A.append(np.maximum(Z, 0))
    dZ = (1 / (1 + np.exp(-Z)) - y) / X.shape[1]
    found = []
    for i in reversed(range(len(parameters))):
        found.insert(0, (dZ @ A[i].T, dZ.sum(axis=1, keepdims=True)))
        if i > 0:
            dZ = (parameters[i][0].T @ dZ) * (A[i] > 0)
    return found
    ### END SOLUTION


# %% check="3.2"
check("3.2", gradients)

# %% [markdown]
# Look at the line that goes down a layer: the gradient is multiplied by Wᵀ and by the slope of the activation, at each
# layer again. ReLU's slope is 0 or 1. A sigmoid's is at most ¼.

# %% [markdown]
# ## The first layer sleeps
#
# What is left of a gradient after five slopes of at most ¼? **Predict, then run.** We train our network with ReLU and
# with sigmoids. How many times smaller is the first layer's gradient than the last one's, with sigmoids?

# %%
guess_2 = ...  # your guess, such as 10


# %%
def trained(name, seed):
    """Train in one of deep.SETTINGS, log it, and return the run."""
    folder = new_run(f"03_histograms/{name.replace(' ', '-')}-{seed}")
    with SummaryWriter(folder) as writer:
        deep.train(
            deep.SETTINGS[name], seed, writer, histograms_every=150 if seed == 0 else None, bins=30
        )
    return read_run(folder)


runs = {
    (name, seed): trained(name, seed) for name in ("healthy", "deep sigmoid") for seed in (0, 1)
}


# %%
def gradient_ratio(run):
    """Return the first layer's gradient norm divided by the last one's, at each logged step."""
    return run.scalars["gradient_norm/layer1"].values / run.scalars["gradient_norm/layer6"].values


for (name, seed), run in runs.items():
    norms = [np.median(run.scalars[f"gradient_norm/layer{k}"].values) for k in range(1, 7)]
    print(
        f"{name:12} seed {seed}: loss {run.scalars['train/loss'].values[-5:].mean():.2f},",
        f"first/last {np.median(gradient_ratio(run)):.4f}, layers",
        " ".join(f"{norm:.4f}" for norm in norms),
    )
sleepy = np.median(gradient_ratio(runs["deep sigmoid", 0]))
guessed("guess_2", round(float(1 / sleepy)))

# %% [markdown]
# With sigmoids, each layer's gradient is a third to a fifth of the next one's, and the first one's one or two
# thousandths of the last one's. The loss stays at ln 2 = 0.69. With ReLU all layers get about as much. Filter
# `03_histograms/(healthy|deep)` and look at gradient_norm in the tab *Time Series*, with a logarithmic axis (the three
# dots of a card).
#
# With plain gradient descent, the **ratio** is what tells. The size of a gradient means nothing on its own: multiply
# the loss by 1,000, and all of them are 1,000 times larger.
#
# (The factor differs from the chapter's, one seventh for each layer of sigmoids, because the weights do. `deep.network`
# draws them with a variance of 2/(inputs + outputs) and begins with biases of 0; the chapter's networks have PyTorch's
# default, 1/(3 · inputs).)

# %% [markdown]
# ### 3.3 Units by hooks
#
# Not only gradients get lost. A ReLU that puts out 0 for *every* example is **dead**: its slope is 0 for all of them,
# so no gradient reaches its weights. A sigmoid near 0 or 1 is **saturated**: its slope is almost 0. Histograms show
# both, but 29 histograms are too many to look at. Two shares per layer say it in one number each. (Where *near* begins
# is a convention: here at 0.05 and 0.95, in the chapter where the slope is below 0.01.)
#
# A *forward hook* is a function of yours that PyTorch calls with what a module puts out. It finds every module, however
# the model calls them.


# %% exercise="3.3"
# Exercise 3.3
def log_units(writer, model, X, step):
    """Send X through the model once, and log the share of dead or saturated units of each activation.

    For each nn.ReLU: dead/NAME, the share of its units that are 0 for every row of X. For each nn.Sigmoid:
    saturated/NAME, the share of all its outputs that are below 0.05 or above 0.95. NAME is as in
    model.named_modules(); a unit is a column. The model is left as it was: its weights, its mode, without hooks.
    """

    ### BEGIN SOLUTION
    #: # handle = part.register_forward_hook(f) makes every forward pass call f(part, inputs, outputs).
    #: # handle.remove() ends that. f is not told the module's name; partial(f, name) calls f(name, part, …).
    def hook(name, part, inputs, outputs):
        if isinstance(part, nn.ReLU):
            writer.add_scalar(f"dead/{name}", (outputs == 0).all(dim=0).float().mean(), step)
        else:
            writer.add_scalar(
                f"saturated/{name}", ((outputs < 0.05) | (outputs > 0.95)).float().mean(), step
            )

    handles = [
        part.register_forward_hook(partial(hook, name))
        for name, part in model.named_modules()
        if isinstance(part, (nn.ReLU, nn.Sigmoid))
    ]
    with torch.no_grad():
        model(X)
    for handle in handles:
        handle.remove()
    ### END SOLUTION


# %% check="3.3"
check("3.3", log_units)

# %% [markdown]
# ## Reading it
#
# Three more networks whose layers are sick, each different from `"healthy"` in one or two things:

# %%
runs |= {(name, seed): trained(name, seed) for name in list(deep.SETTINGS)[2:] for seed in (0, 1)}

# %%
print(f"{'':26}{'loss':>6}{'first/last':>12}   dead or saturated, units1 … units5")
for (name, seed), run in runs.items():
    shares = [
        points.values[-1]
        for tag, points in run.scalars.items()
        if tag.startswith(("dead", "saturated"))
    ]
    print(
        f"{name:19} seed {seed}{run.scalars['train/loss'].values[-5:].mean():6.2f}",
        f"{np.median(gradient_ratio(run)[15:]):11.4f}  ",
        " ".join(f"{share:.2f}" for share in shares),
    )

# %% [markdown]
# - **Deep sigmoid**: hardly anything is saturated, the units are nearly as steep as they can be, and still the gradient
#   vanishes: ¼ at best, five times in a row.
# - **Dead ReLU**: from step 100 on, a penalty was put on what units4 put out, to make them sparse, and far too strong.
#   They died, and the layers below get no gradient, at most steps exactly 0. The units behind them suffer: what
#   comes in no longer depends on the example.
# - **Unscaled inputs** (0 to 255, tanh): the first layer's sums are about a hundred away from 0, so 99 of 100 of its
#   outputs are −1 or 1. Here the loss falls a little, since the other layers learn from what is left.
# - **Zero initialization**: every unit puts out 0, and no weight gets a gradient. Only the last bias moves.
#
# Look at `activations/units1` of unscaled-inputs-0 in the tab *Histograms*: two walls, and nothing between.

# %% [markdown]
# ### 3.4 The cure (further)
#
# The network must stay deep: at least six linear layers, each hidden one at least 16 wide, 10 inputs, 2 outputs. Make
# its gradients reach the first layer, and its loss fall within 150 steps of plain gradient descent at a learning rate
# of 0.05. ReLU alone is not enough. Why not?


# %% exercise="3.4"
# Exercise 3.4
def cured():
    """Return a deep network whose first layer learns."""
    ### BEGIN SOLUTION
    #: # torch.nn.init has kaiming_normal_ and xavier_normal_; there are other ways.
    layers = []
    for inputs, outputs in pairwise([10, 32, 32, 32, 32, 32]):
        layer = nn.Linear(inputs, outputs)
        nn.init.kaiming_normal_(layer.weight)
        layers += [layer, nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(32, 2))
    ### END SOLUTION


# %% check="3.4"
check("3.4", cured)

# %% [markdown]
# Without `nn.init`, PyTorch draws a layer's weights with a variance of 1/(3 · inputs). A ReLU lets half of the signal's
# power through, so a sixth of the power is left at each layer of equal width, on the way up and on the way down.

# %% [markdown]
# ### 3.5 How far the weights move
#
# A large gradient does not mean a large step: the learning rate is between them, and Adam divides by the size of the
# gradient. The **update-to-weight ratio** measures the step itself: the norm of what was added to a weight matrix,
# divided by the norm of the matrix.


# %% exercise="3.5"
# Exercise 3.5
def step_and_log(writer, model, optimizer, step):
    """Make the optimizer's step (the gradients are there) and log update_ratio/NAME at `step`.

    One for each matrix of model.named_parameters() (two dimensions; vectors such as biases are left out).
    """
    ### BEGIN SOLUTION
    #: # Only the weights themselves know where they went: before, and after optimizer.step().
    before = {name: parameter.detach().clone() for name, parameter in model.named_parameters()}
    optimizer.step()
    for name, parameter in model.named_parameters():
        if parameter.ndim > 1:
            update = parameter.detach() - before[name]
            writer.add_scalar(
                f"update_ratio/{name}", (update.norm() / before[name].norm()).item(), step
            )
    ### END SOLUTION


# %% check="3.5"
check("3.5", step_and_log)

# %% [markdown]
# **Predict, then run.** The same network, once with its loss and once with a thousandth of it, under Adam with
# a learning rate of 0.001. How many times do the gradients differ, and how many times the update ratios?

# %%
guess_3 = ...  # your guess, such as (1000, 1000)

# %%
medians = {}
for scale in (1, 0.001):
    model, folder = deep.network("relu", seed=0), new_run(f"03_histograms/adam-{scale}")
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    with SummaryWriter(folder) as writer, contextlib.suppress(NotImplementedError):
        for step in range(100):
            optimizer.zero_grad()
            (scale * cross_entropy(model(X[:500]), y[:500])).backward()
            deep.log_gradients(writer, model, step)
            step_and_log(writer, model, optimizer, step)
    for tag, points in sorted(read_run(folder).scalars.items()):
        if "layer1" in tag or "layer6" in tag:
            medians[scale, tag] = np.median(points.values)
            print(
                f"loss × {scale:<6} {tag:27} step 0 {points.values[0]:.1e}, median {np.median(points.values):.1e}"
            )
with contextlib.suppress(KeyError):  # there are no update ratios before 3.5 is written
    times = [
        round(float(medians[1, tag] / medians[0.001, tag]), 1)
        for tag in ("gradient_norm/layer1", "update_ratio/layer1.weight")
    ]
    guessed("guess_3", tuple(times))

# %% [markdown]
# A thousandth of the gradient, and the same steps. **Under Adam, the gradient's size is not how far weights move.** A
# ratio of about 10⁻³ is often named as healthy. Take it for a rule of thumb, which it is: compare layers with each
# other, and the first steps with later ones.

# %% [markdown]
# ## What it costs
#
# **Predict, then run.** Our network's step takes a fraction of a millisecond. How many steps does it cost to log all of
# its 29 histograms once?

# %%
guess_4 = ...  # your guess

# %%
writer = SummaryWriter(new_run("03_histograms/cost"))
model = deep.network("relu", seed=0)


def one_step():
    """Make one training step."""
    model.zero_grad()
    cross_entropy(model(X[:50]), y[:50]).backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= 0.05 * parameter.grad


def all_histograms():
    """Log everything there is."""
    deep.log_histograms(writer, model, X[:200], step=0)


def fastest(call, times):
    """Return the time of the fastest of many calls, in seconds: other programs only make a call slower."""
    marks = [time.perf_counter()]
    for _ in range(times):
        call()
        marks.append(time.perf_counter())
    return min(np.diff(marks))


step_time, histograms_time = fastest(one_step, 200), fastest(all_histograms, 10)
print(
    f"a step: {1000 * step_time:.2f} ms, all histograms once: {1000 * histograms_time:.1f} ms,",
    f"as much as {histograms_time / step_time:.0f} steps",
)
guessed("guess_4", round(histograms_time / step_time))

# %% [markdown]
# These are your machine's numbers. A large network makes the factor smaller, since there a step takes long, too: with
# ten million weights, those of weights and gradients took 2.4 times as long as the step. Here the file grows by about
# 200 kB each time.
#
# ### 3.6 An interval for a budget (further)
#
# How often can you afford it? Say that logging may add 5 % to the time of the training.


# %% exercise="3.6"
# Exercise 3.6
def choose_interval(train_step, log_histograms, budget, clock=time.perf_counter):
    """Measure both calls and return the smallest whole number of steps between histograms that keeps the budget.

    `budget` is a share of the time that the steps take without any logging, such as 0.05. `clock()` returns the
    time in seconds. The first call of either function is slow and not typical.
    """

    ### BEGIN SOLUTION
    #: # Time each of the two several times. What is typical? And the interval: rounded up or down?
    def seconds(call):
        call()
        times = []
        for _ in range(9):
            start = clock()
            call()
            times.append(clock() - start)
        return statistics.median(times)

    return max(1, math.ceil(seconds(log_histograms) / (budget * seconds(train_step))))
    ### END SOLUTION


# %% check="3.6"
check("3.6", choose_interval)

# %%
with contextlib.suppress(NotImplementedError):
    print("For 5 %: once in", choose_interval(one_step, all_histograms, 0.05), "steps")
writer.close()

# %% [markdown]
# By the fastest calls it would be the number of steps above divided by 0.05; typical calls on a busy machine scatter.
#
# Twenty to fifty slices of a training are as many as an eye can tell apart, and TensorBoard shows 51 of a tag at most.
# What has to be watched at all times is a scalar: the ratio of two norms, the share of dead units.

# %% [markdown]
# ## What is drawn of it
#
# tensorboardX writes several hundred buckets, narrow ones near 0 and wide ones far from it. TensorBoard draws 30 bins
# of equal width, over everything that the histograms of a tag reach at any of their steps.
#
# ### 3.7 What is drawn of it (further)


# %% exercise="3.7"
# Exercise 3.7
def drawn(left, right, counts, low, high):
    """Return how many numbers are in each of 30 bins of equal width from `low` to `high`.

    A histogram's buckets are given: bucket i holds counts[i] numbers from left[i] to right[i] == left[i + 1]. They
    lie between `low` and `high`. Within a bucket, the numbers are taken to be spread evenly.
    """
    ### BEGIN SOLUTION
    #: # np.interp on a running total: how many numbers lie below each edge of the bins?
    edges = np.linspace(low, high, 31)
    return np.diff(np.interp(edges, [left[0], *right], [0, *np.cumsum(counts)]))
    ### END SOLUTION


# %% check="3.7"
check("3.7", drawn)

# %%
torch.manual_seed(0)
folder = new_run("03_histograms/outlier")
with SummaryWriter(folder) as writer:
    small, outlier = torch.randn(1000) * 0.01, torch.tensor([3.0])
    writer.add_histogram("gradients", torch.cat([small.sign() * (small.abs() + 0.02), outlier]), 0)
histogram = read_run(folder).histograms["gradients"][0]
print(histogram)
with contextlib.suppress(NotImplementedError):
    bins = drawn(
        histogram.left, histogram.right, histogram.counts, histogram.minimum, histogram.maximum
    )
    print("numbers in the 30 bins that are drawn:", *(f"{each:.0f}" for each in bins))
print(
    f"share of the numbers from -0.015 to 0.015, by the file: {histogram.fraction_between(-0.015, 0.015):.3f}"
)

# %% [markdown]
# A thousand numbers in two hills, with nothing between −0.02 and 0.02, and a single one at 3: the picture is one peak
# at the left. The file knows better. `fraction_between` and `quantile` of a histogram that was read back answer what
# the picture cannot.

# %% [markdown]
# ### 3.8 Three patients
#
# Three runs of six layers, without names. For each: the cause, and the tag that shows it at the layer that is sick (not
# at one that only suffers from it).
#
# Causes: `"healthy"`, `"vanishing gradients"`, `"dead units"`, `"unscaled inputs"`, `"zero initialization"`. A cause
# may fit several patients, or none. For a healthy one, name a tag that would show it if a layer were sick.
#
# Filter `given/03_histograms`.

# %%
for name in "abc":
    run = read_run(given_run(f"03_histograms/{name}"))
    print(
        f"{name}: loss at the end {run.scalars['train/loss'].values[-5:].mean():.2f}, gradient norm of layer1",
        f"{np.median(run.scalars['gradient_norm/layer1'].values):.2g} (median);",
        ", ".join(sorted({tag.split("/")[0] for tag in [*run.scalars, *run.histograms]})),
    )

# %% exercise="3.8"
# Exercise 3.8
### BEGIN SOLUTION
#: diagnosis = {
#:     "a": (..., ...),  # (cause, tag)
#:     "b": (..., ...),
#:     "c": (..., ...),
#: }
diagnosis = {
    "a": ("unscaled inputs", "saturated/units1"),  # 0.99 of all outputs are at an end
    "b": ("dead units", "dead/units4"),  # 0.03 until step 100, then 0.97
    "c": ("healthy", "gradient_norm/layer1"),  # 0.0003 is little, but layer6 has as little
}
### END SOLUTION

# %% check="3.8"
check("3.8", diagnosis)

# %% [markdown]
# ## The alarm
#
# Ten small networks that say what they are: *healthy* ones (with ReLU or tanh; two are slow, their losses fall little);
# *starving* ones, whose gradient does not reach the first layers; and *dying* ones, whose units stop at some step, as
# in "Dead ReLU". Their losses are multiplied by anything from a thousandth to ten, and their learning rates divided by
# it, so no size of a gradient tells anything.

# %%
practice = Practice(new_folder("03_histograms/practice"))
print(
    f"{'':12}{'loss at the end':>16}{'layer1':>10}{'first/last':>12}{'lowest':>9}{'highest share of dead units':>30}"
)
for name, run in practice.runs.items():
    shares = [points.values.max() for tag, points in run.scalars.items() if tag.startswith("dead/")]
    ratio = gradient_ratio(run)
    print(
        f"{name:12}{run.scalars['train/loss'].values[-5:].mean():16.2f}",
        f"{np.median(run.scalars['gradient_norm/layer1'].values):9.1g}{np.median(ratio):12.4f}{ratio.min():9.4f}",
        f"{max(shares, default=math.nan):29.2f}",
    )

# %% [markdown]
# Each run has 300 steps, with gradient_norm/layer1 … layer6 and train/loss at every tenth, and dead/units1 … units5
# where the units are ReLUs, saturated/units1 … units5 where they are not. They are in `work/files`,
# where TensorBoard does not look.
#
# ### 3.9 The alarm for layers
#
# Write `alarm(run)`: the step at which it is clear that layers starve or units die, or `None`. It is tried on ten runs
# like these that nobody has seen, of which four are healthy; nine must be right. Your alarm is asked again and again
# while the log grows, and the first step that it reports counts; the log may be short at first. Right is
#
# - for a healthy run: `None`;
# - for a starving one: any step of the first half, up to 150, since it is sick from the beginning;
# - for a dying one: from the step at which the penalty set in, up to 80 steps later.


# %% exercise="3.9"
# Exercise 3.9
def alarm(run):
    """Return the step at which layers of `run` are seen to starve or to die, None where all of them learn.

    run.scalars["gradient_norm/layer1"] and so on have .steps and .values, numpy arrays of the same length.
    """
    ### BEGIN SOLUTION
    #: # Starving: how far below the last layer's gradient may the first one's be, and for how long?
    #: # Dying: which share of dead units does no layer of a healthy run reach? Not every run has these tags.
    first, last = (run.scalars[f"gradient_norm/layer{k}"] for k in (1, 6))
    low = first.values < 0.05 * last.values
    shares = [points.values for tag, points in run.scalars.items() if tag.startswith("dead/")]
    dead = np.max(shares, axis=0) > 0.5 if shares else np.zeros(len(low), dtype=bool)
    for i in range(len(low)):
        if dead[i] or (
            i >= 2 and low[i - 2 : i + 1].all()
        ):  # one low ratio may be chance, three are not
            return int(first.steps[i])
    return None
    ### END SOLUTION


# %% check="3.9"
check("3.9", alarm)

# %%
with contextlib.suppress(NotImplementedError):
    print(practice.table(alarm))

# %% [markdown]
# The table shows what your alarm says of the practice runs, beside the steps at which it would be right. It joins the
# one of lab 02 in `work/alarms.py`.
#
# What it assumes: all of these runs are trained by plain gradient descent. Under Adam a network whose first gradient is
# a thousandth of its last one can learn well, as the chapter's sigmoids do, and this alarm would ring all the same.
# There, set it on the ratio of updates to weights (3.5).

# %%
keep_alarm("03_histograms", alarm)
