# %% [markdown]
# # Lab 03: Histograms and distributions
#
# After this lab you can
#
# - log weights, gradients and activations of every layer as histograms, at an interval that you can afford;
# - measure how far weights move, which differs from the size of the gradient;
# - find the layer that gets no gradient, is saturated or has died, and cure it;
# - write an alarm that watches the layers for you.
#
# It takes about 85 minutes. Five exercises carry its 15 points (41 minutes). Four are marked *further* and carry
# none; of these, 3.4 is recommended. Chapter 03, [Histograms and distributions](/chapters/03-histograms.md), goes
# into more detail.
#
# Below each exercise is a cell with `check(...)`. It calls your code, reads the event files that your code left, and
# tells you in one line whether they are right. If they aren't yet, hints are folded below that line. In a terminal,
# `tbxlab check 03 --watch` judges the notebook whenever you save it. Everything works without a network, with the
# core packages.

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
# A loss shows that something is wrong, but not where. To see where, you need numbers for each layer. Our network
# is deep now: six linear layers with activations between them, on the data of lab 02.

# %%
model = deep.network("relu", seed=0)
print(model)
print(f"{sum(parameter.numel() for parameter in model.parameters()):,} weights and biases")

# %% [markdown]
# A histogram counts how many numbers of one tensor fall where, at one step. TensorBoard's tab *Histograms* draws the
# steps as slices, one behind the other. *Distributions* shows the same from above, as bands. Three kinds of tensors
# are worth logging: **weights**, **gradients**, and **activations**, which are the outputs of the layers.
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
# Choose the tab *Histograms* and type `03_histograms/first` into the filter on the left. (With more than 40 runs, the
# list starts with all of them unticked. Filtering it to fewer ticks those.) The weights hardly change their shape in
# 100 steps, and the gradients get narrower. About half of each activation is one tall peak at 0, because ReLU cuts
# off what is negative.

# %% [markdown]
# ## The forward and backward pass
#
# Where do the gradients come from? Let X have one column for each of n examples. Layer after layer computes
#
# Z = W A + b, A = relu(Z).
#
# The A that enters the first layer is X. The last layer has no ReLU, and its single row of Z is the logits. The loss
# is the mean cross-entropy of σ(Z). On the way back, each layer receives dZ, the gradient with respect to its Z. It
# computes
#
# dW = dZ Aᵀ, db = the sum of dZ over the examples,
#
# and passes Wᵀ dZ to the layer below.
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
# The product with Aᵀ sums over the examples by itself, but you have to sum db. A gradient has the shape of the thing
# that it belongs to. Check shapes first when something is wrong.
#
# ### 3.2 The backward pass (further)
#
# Write both passes in numpy. It is compared with autograd, number by number, on networks of one, three and four
# layers.


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
# Look at the line that goes down a layer. At each layer, the gradient is multiplied by Wᵀ and by the slope of the
# activation. ReLU's slope is 0 or 1, and a sigmoid's is at most ¼.

# %% [markdown]
# ## Gradients that vanish
#
# What is left of a gradient after five slopes of at most ¼? **Predict, then run.** We train our network with ReLU and
# with sigmoids. With sigmoids, how many times smaller is the first layer's gradient than the last one's?

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
# With sigmoids, each layer's gradient is 20 % to 33 % of the next one's, and the first layer's is only 0.1 % to 0.2 %
# of the last one's. The loss stays at ln 2 = 0.69. With ReLU all layers get gradients of about the same size. Filter
# `03_histograms/(healthy|deep)` and look at gradient_norm in the tab *Time Series*, with a logarithmic axis (the
# three dots of a card).
#
# With plain gradient descent, compare the **ratio**. The size of a gradient means nothing on its own: if you multiply
# the loss by 1,000, each gradient becomes 1,000 times larger.
#
# (In the chapter, gradients shrink faster, because its networks have PyTorch's default weights with a variance of
# 1/(3 · inputs). `deep.network` draws them with a variance of 2/(inputs + outputs) and begins with biases of 0.)

# %% [markdown]
# ### 3.3 Units by hooks
#
# Units can stop learning, too. A ReLU whose output is 0 for *every* example is **dead**: its slope is 0 for all of
# them, so no gradient reaches its weights. A sigmoid whose output is near 0 or 1 is **saturated**: its slope is
# almost 0. Histograms show both, but this network has 29 of them. One share for each layer is easier to watch. (Where
# *near* begins is a convention. Here it is 0.05 and 0.95. In the chapter it is a slope below 0.01.)
#
# A *forward hook* is a function of yours that PyTorch calls with each output of a module, so you needn't change the
# model.


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
# Three more networks with a fault, each different from `"healthy"` in one or two settings:

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
# - **Deep sigmoid**: hardly anything is saturated. The gradient vanishes because it is multiplied by at most ¼, five
#   times in a row.
# - **Dead ReLU**: from step 100 on, a penalty on the outputs of units4, meant to make them sparse, is far too strong.
#   These units die, and at most steps the layers below get a gradient of exactly 0. The units above them suffer as
#   well, because their inputs no longer depend on the example.
# - **Unscaled inputs** (0 to 255, tanh): the sums in the first layer are about 100 away from 0, so 99 % of its
#   outputs are near −1 or 1. The loss still falls a little, because the other layers learn from what is left.
# - **Zero initialization**: each unit's output is 0, and no weight gets a gradient. Only the last bias moves.
#
# Look at `activations/units1` of unscaled-inputs-0 in the tab *Histograms*. There are two walls with almost nothing
# between.

# %% [markdown]
# ### 3.4 The cure (further, recommended)
#
# Build a deep network that learns: 10 inputs, 2 outputs, at least six linear layers, each hidden one at least 16
# wide. It is right if its loss falls within 150 steps of plain gradient descent at a learning rate of 0.05 and its
# gradients reach the first layer. ReLU alone isn't enough. Why not?


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
# Without `nn.init`, PyTorch draws a layer's weights with a variance of 1/(3 · inputs). A ReLU lets half of the
# signal's power through, so each layer of equal width keeps a sixth of the power, forward and backward.

# %% [markdown]
# ### 3.5 How far the weights move
#
# A large gradient doesn't mean a large step. The learning rate comes between them, and Adam divides by the size of
# the gradient. The **update-to-weight ratio** measures the step itself: the norm of the change of a weight matrix,
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
# **Predict, then run.** We train the same network under Adam with a learning rate of 0.001, once with its loss and
# once with a thousandth of it. By which factor do the gradients differ, and by which factor the update ratios?

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
# The gradients are 1,000 times smaller, and the steps are the same. **Under Adam, the size of the gradient doesn't
# tell you how far weights move.** You will read that a ratio of about 10⁻³ is healthy. That is a rule of thumb.
# Compare layers with each other, and the first steps with later ones.

# %% [markdown]
# ## What it costs
#
# **Predict, then run.** One step of our network takes a fraction of a millisecond. Logging all of its 29 histograms
# once takes as long as how many steps?

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
# These are your machine's numbers. In a large network the factor is smaller, because a step takes longer there. With
# ten million weights, the histograms of weights and gradients took 2.4 times as long as a step on our machine. Here
# the file grows by about 200 kB each time.
#
# ### 3.6 An interval for a budget (further)
#
# How often can you afford that? Suppose logging may add 5 % to the time of the training run.


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
# For the fastest calls, it would be the number of steps above divided by 0.05. Typical calls on a busy machine vary.
#
# Twenty to fifty slices are enough for a training run, and TensorBoard shows at most 51 for each tag. What you want
# to watch all the time, log as a scalar: the ratio of two norms, the share of dead units.

# %% [markdown]
# ## What is drawn of it
#
# tensorboardX writes several hundred buckets, narrow near 0 and wider with distance. TensorBoard draws 30 bins of
# equal width, from the smallest to the largest value that a tag has at any of its steps.
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
# There are 1,000 numbers in two groups, with nothing between −0.02 and 0.02, and a single one at 3. The chart shows
# one peak on the left. The file still has the groups: ask a histogram that you have read back for `fraction_between`
# and `quantile`.

# %% [markdown]
# ### 3.8 Three patients
#
# Here are three runs of six layers. For each, give the cause and the tag that shows it. Name the tag of the layer
# where the fault begins, not of a layer that only suffers from it.
#
# Causes: `"healthy"`, `"vanishing gradients"`, `"dead units"`, `"unscaled inputs"`, `"zero initialization"`. A cause
# may fit several runs, or none. For a healthy run, name a tag that would show a faulty layer.
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
# Here are ten small networks with labels. *Healthy* ones have ReLU or tanh, and two of them learn slowly. In
# *starving* ones, the gradient doesn't reach the first layers. In *dying* ones, units stop at some step, as in "Dead
# ReLU". Each loss is multiplied by a factor between 0.001 and 10, and the learning rate divided by the same factor,
# so the size of a gradient alone won't help you.

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
# Each run has 300 steps. At every tenth step there are gradient_norm/layer1 … layer6 and train/loss. Runs with ReLU
# also have dead/units1 … units5, and runs with tanh or sigmoid have saturated/units1 … units5. The runs are in
# `work/files`, where TensorBoard doesn't look.
#
# ### 3.9 The alarm for layers
#
# Write `alarm(run)`. It returns the step at which you are sure that layers starve or units die, or `None`. It is
# judged on ten runs that you haven't seen, of which four are healthy, and nine of its ten answers must be right. It
# is called again and again while the log grows, so the log may be short. The first step that it returns counts. Right
# is
#
# - for a healthy run: `None`;
# - for a starving run: any step up to 150, because it starves from the beginning;
# - for a dying run: any step from the beginning of the penalty to 80 steps later.


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
# The table shows what your alarm returns for the practice runs, next to the steps at which it would be right. The
# alarm joins the one of lab 02 in `work/alarms.py`.
#
# It assumes plain gradient descent, as in all of these runs. Under Adam, a network can learn well although its first
# gradient is a thousandth of its last one, as the chapter's sigmoid network does, and this alarm would still go off.
# There, use the ratio of updates to weights (3.5).

# %%
keep_alarm("03_histograms", alarm)

# %% [markdown]
# ## Now on yours
#
# These lines watch the layers of any PyTorch model. Take them along, together with your `step_and_log` (3.5), and
# call `step_and_watch` in place of `optimizer.step()`. Here they run on a stand-in, so that you see what they log.


# %%
def step_and_watch(writer, model, optimizer, step, every=50):
    """Step the optimizer; every so many steps, log each weight matrix's gradient norm and update ratio."""
    if step % every:
        optimizer.step()
        return
    for name, parameter in model.named_parameters():
        if parameter.ndim > 1 and parameter.grad is not None:
            norm = parameter.grad.norm().item()
            writer.add_scalar(f"gradient_norm/{name}", norm, step)
            bad = (~torch.isfinite(parameter.grad)).sum().item()
            writer.add_scalar(f"not_finite/{name}", bad, step)
    step_and_log(writer, model, optimizer, step)


mine = nn.Sequential(nn.Linear(10, 64), nn.LayerNorm(64), nn.ReLU(), nn.Linear(64, 2))
adam = torch.optim.Adam(mine.parameters(), lr=0.003)
with (
    SummaryWriter(new_run("03_histograms/mine")) as writer,
    contextlib.suppress(NotImplementedError),
):
    for step in range(101):
        adam.zero_grad()
        cross_entropy(mine(X[:200]), y[:200]).backward()
        step_and_watch(writer, mine, adam, step, every=10)

# %% [markdown]
# Three questions for your own model. They carry no points.
#
# 1. Which layer moves most in relation to its size, and which least? Is that what you want?
# 2. Is there a weight matrix without these tags? Then it is frozen, or it takes no part in the loss.
# 3. Take the largest update ratio of the first 100 steps and of the last 100. What does your learning rate schedule
#    do to them?
