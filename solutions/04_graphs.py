# %% [markdown]
# # Lab 04: Graphs
#
# After this lab you can
#
# - log the graph of a PyTorch model, and leave the model as it was;
# - read a graph from the file: count what runs, find a shape, follow the data;
# - find a branch that is not connected, a lost skip or a lost gradient behind a fine loss curve;
# - say what a graph cannot show: it is one traced path, not the code;
# - write an alarm for a branch that stops learning.
#
# It takes about 65 minutes. Four exercises carry its 14 points (36 minutes); four are marked *further* and carry none.
# Chapter 04, [Graphs](/chapters/04-graphs.md), goes into more detail.
#
# Under each exercise stands a cell with `check(...)`: it calls your code, reads the event files that it left, and says
# in one line whether it is right. Where it is not yet, hints are folded under the line. In a terminal,
# `tbxlab check 04 --watch` judges the notebook whenever you save it. Everything works without a network; the core
# packages are enough (the graphs of ONNX and Keras come with the course).

# %%
import contextlib
import copy
import inspect
import warnings

import torch
import torchinfo
from tensorboardX import SummaryWriter
from torch import nn

from tbxlab import check, given_run, guessed, keep_alarm, new_folder, new_run, read_run
from tbxlab.compat import tracing
from tbxlab.lab04 import Practice, wiring
from tbxlab.lab04.cohort import BRANCHES

tracing.prepare()

# %% [markdown]
# `tracing.prepare()` leaves out one notice and one delay. torch says at every trace that `torch.jit.trace` is
# deprecated; `add_graph` uses it all the same. And `add_graph` would load TensorFlow where it is installed, which takes
# seconds and which no graph needs.

# %% [markdown]
# ## One call
#
# This network looks at digits, 8 by 8 pixels. Its data goes more than one way: around the `block` (a *skip*), and
# through two branches, `edges` and `texture`.

# %%
print(inspect.getsource(wiring.BranchNet))

# %%
model, folder = wiring.built(wiring.BranchNet, seed=0).eval(), new_run("04_graphs/branch-net")
with SummaryWriter(folder) as writer, torch.no_grad():
    writer.add_graph(model, torch.zeros(1, 1, 8, 8))

# %% [markdown]
# Look at it in the dashboard at the address that `make learn` printed: tab *Graphs*, and choose the run
# `04_graphs/branch-net` on the left. A double click on `BranchNet` opens it. Data flows from the bottom to the top;
# find the `add` of the skip and the `cat` of the branches.
#
# A graph needs a model and an input of the right shape, because it is made by *tracing*: the input is sent through the
# model, and what happens to it is written down. So the mode matters as well. `add_graph` sees to that itself: it sets
# the model to evaluation, and afterwards back.
#
# **Predict, then run.** Here is a model in training, in which one batch norm is frozen (in evaluation), as is common in
# fine-tuning. After `add_graph`, which of the three are in training: the model, the batch norm, the dropout?

# %%
guess_1 = ...  # your guess, such as (True, False, True)

# %%
frozen = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.Dropout(0.5)).train()
frozen[1].eval()
with SummaryWriter(new_run("04_graphs/frozen")) as writer:
    writer.add_graph(frozen, torch.zeros(1, 1, 8, 8))
print(
    "model, batch norm, dropout in training:",
    (frozen.training, frozen[1].training, frozen[2].training),
)
guessed("guess_1", (frozen.training, frozen[1].training, frozen[2].training))

# %% [markdown]
# The batch norm has thawed. `add_graph` restores one mode for all modules, the model's own. From here on this is
# another training, and no error says so.
#
# ### 4.1 A graph that changes nothing


# %% exercise="4.1"
# Exercise 4.1
def log_graph(writer, model, X):
    """Log the graph of `model` for the input X. Afterwards the model is as before, each of its modules in its mode."""
    ### BEGIN SOLUTION
    #: # writer.add_graph(model, X) alone does it for models without a frozen part.
    writer.add_graph(copy.deepcopy(model), X)
    ### END SOLUTION


# %% check="4.1"
check("4.1", log_graph)

# %% [markdown]
# The check tries it on a network in training with a frozen batch norm, and on one in evaluation with a dropout in
# training.

# %% [markdown]
# ## Reading a graph
#
# What TensorBoard draws is a list of nodes: each has a name, an operation, the nodes that it takes data from, and, from
# torch, the shapes of what it gives.

# %%
(graph,) = read_run(folder).graphs
print(graph, "with", len(graph.ops), "kinds of operations")
for node in graph.of("aten::_convolution", "aten::add", "aten::cat"):
    print(f"{node.op:18} {node.shapes[0]!s:14} {node.name}")

# %% [markdown]
# Scopes in brackets are the names in the code: `Sequential[block]/Conv2d[0]`. `graph.of(op)` finds nodes by operation,
# `graph[name]` by name, `graph.children(scope)` opens a box, `graph.consumers(name)` tells who takes the data, and
# `graph.reaches(start, end)` whether a path leads from one to the other. Weights and constants are nodes too
# (`prim::…`): most of the 71.
#
# ### 4.2 Read the graph
#
# Another model, whose `forward` is not shown. `print(model)` says:
#
# ```
# Tower(
#   (enter): Conv2d(1, 12, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
#   (mix): Conv2d(12, 12, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
#   (widen): Conv2d(12, 24, kernel_size=(1, 1), stride=(1, 1))
#   (shrink): Conv2d(12, 24, kernel_size=(3, 3), stride=(2, 2))
#   (last): Conv2d(24, 6, kernel_size=(1, 1), stride=(1, 1))
#   (head): Linear(in_features=54, out_features=10, bias=True)
# )
# ```
#
# Its graph is the run `given/04_graphs/a`. How many convolutions does data pass on its way? Which shape goes into
# `head`? One convolution is printed and never used, and through one data passes again and again: which?

# %%
(tower,) = read_run(given_run("04_graphs/a")).graphs
print(tower, "with", len(tower.children("Tower")), "boxes and nodes in Tower")

# %% exercise="4.2"
# Exercise 4.2
### BEGIN SOLUTION
#: reading = {
#:     "convolutions": ...,  # how many are done in one pass
#:     "shape": (..., ...),  # what goes into head
#:     "never": ...,  # the convolution that is printed and never used
#:     "again": ...,  # the convolution that is used more than once
#: }
reading = {
    "convolutions": 6,  # tower.ops["aten::_convolution"]
    "shape": (5, 54),  # the shape of the node that aten::linear takes first
    "never": "widen",
    "again": "mix",
}
### END SOLUTION

# %% check="4.2"
check("4.2", reading)

# %% [markdown]
# **The graph is not the code.** What was built and never called is not in it; a loop in the code is three convolutions
# in a row here. A traced graph is what happened to one input, once.

# %% [markdown]
# ## An `if` that looks at the data
#
# The same goes for branches in the code. This model has one layer for calm inputs, and one for loud ones:


# %%
class Gate(nn.Module):
    """Six numbers to three, by one of two layers."""

    def __init__(self):
        super().__init__()
        self.calm, self.loud = nn.Linear(6, 3), nn.Linear(6, 3)

    def forward(self, x):
        return self.loud(x) if x.mean() > 0.5 else self.calm(x)


gate, calm, loud = Gate(), torch.full((1, 6), 0.1), torch.full((1, 6), 0.9)
with torch.no_grad(), warnings.catch_warnings(record=True) as warned:
    traced = torch.jit.trace(gate, calm)
print(warned[0].category.__name__, "-", warned[0].message)

# %% [markdown]
# It traces, with a warning only: a `TracerWarning` (caught here; in a training it drowns in the output).
# **Predict, then run.** The trace was made with a calm input. What does it say of a loud one: the same as the model,
# something else, or an error?

# %%
guess_2 = ...  # your guess: "same", "else" or "error"

# %%
with torch.no_grad():
    print("calm input: model", gate(calm).numpy().round(2), "trace", traced(calm).numpy().round(2))
    print("loud input: model", gate(loud).numpy().round(2), "trace", traced(loud).numpy().round(2))
    print("            calm ", gate.calm(loud).numpy().round(2))
with torch.no_grad():
    alike = torch.allclose(gate(loud), traced(loud))
guessed("guess_2", "same" if alike else "else")

# %% [markdown]
# Something else, and without a word: the `if` is gone, and the trace sends everything through `calm`. In the graph,
# `loud` does not exist.
#
# ### 4.3 How far the trace is from the model (further)


# %% exercise="4.3"
# Exercise 4.3
def log_difference(writer, model, X, others):
    """Trace `model` with X. Log how far the trace is from the model on each of the inputs `others`.

    Tag trace/difference, at the step that is the input's place in the list (from 0): the largest absolute difference.
    """
    ### BEGIN SOLUTION
    #: # One trace; then for each input the largest of |trace - model|.
    with torch.no_grad():
        trace = torch.jit.trace(model, X)
        for i, x in enumerate(others):
            writer.add_scalar("trace/difference", (trace(x) - model(x)).abs().max().item(), i)
    ### END SOLUTION


# %% check="4.3"
check("4.3", log_difference)

# %% [markdown]
# ## Behind a fine loss
#
# Five runs of `BranchNet`, each with its graph and its training. In some, a line of `forward` is not the one above.
# They were trained on eight sheets of handwriting, and val/accuracy is measured on the six others: pictures of one
# sheet are kept together, since a hand that was trained on would be recognized.

# %%
patients = {name: read_run(given_run(f"04_graphs/{name}")) for name in "pqrst"}
print("   train/loss      val/accuracy")
for name, run in patients.items():
    loss, accuracy = run.scalars["train/loss"].values, run.scalars["val/accuracy"].values
    print(f"{name}  {loss[0]:.2f} -> {loss[-5:].mean():.2f}    {accuracy[-1]:.2f}")

# %% [markdown]
# All five losses fall, and by themselves they give no reason to stop one of these trainings. Whether an accuracy of
# 0.86 is low, you could say only beside healthy runs. Look at the graphs: tab *Graphs*, runs `given/04_graphs/p` to
# `t`. And at what the log says of each part's gradient, `gradient/stem` to `gradient/head`:

# %%
for name, run in patients.items():
    lengths = {
        tag[9:]: points.values for tag, points in run.scalars.items() if tag.startswith("gradient/")
    }
    print(
        name,
        "  ".join(
            f"{part} {values.min():.1g} to {values.max():.1g}" for part, values in lengths.items()
        ),
    )

# %% [markdown]
# ### 4.4 Five patients
#
# For each of **p** to **t**: the cause, and the part in which it is.
#
# - Causes: `"healthy"`; `"not connected"` (the part's result is not used); `"no gradient"` (it is used, but learns
#   nothing); `"skip lost"`; `"other path"` (all is well, but the graph shows another path through the code). A cause
#   may fit several patients, or none.
# - Part: `"stem"`, `"block"`, `"edges"`, `"texture"`, `"head"`, or `None` for a healthy one.

# %% exercise="4.4"
# Exercise 4.4
### BEGIN SOLUTION
#: diagnosis = {
#:     "p": (..., ...),  # (cause, part)
#:     "q": (..., ...),
#:     "r": (..., ...),
#:     "s": (..., ...),
#:     "t": (..., ...),
#: }
diagnosis = {
    "p": ("not connected", "texture"),  # a loose end in the graph
    "q": ("other path", "edges"),  # not drawn, and yet it learns
    "r": ("healthy", None),  # the gradient of texture is small at first: small is not 0
    "s": ("skip lost", "block"),  # no aten::add
    "t": ("no gradient", "edges"),  # its graph is that of r
}
### END SOLUTION

# %% check="4.4"
check("4.4", diagnosis)

# %% [markdown]
# Graph and gradient are two witnesses, and each is blind to what the other sees. A trace writes down what is computed,
# not who learns from it: two of the five graphs are alike, and one of those networks has a part that never learned.
# (`x.detach()` would be a node, `aten::detach`; a `with torch.no_grad():` in the code leaves nothing.)
#
# An experiment proves each cause. Double the weights of a part: if it is not connected, no output changes; if it gets
# no gradient, outputs change and its gradient stays 0. Set the weights of the block to 0: without the skip, no input
# reaches the output. Log the graph with another input: another path is drawn.

# %% [markdown]
# ## What cannot be traced
#
# Three kinds of models refuse. A layer such as `nn.TransformerEncoderLayer` takes a *fast path* when nobody asks for
# gradients. torch traces twice to check itself, once with gradients and once without, finds two different graphs, and
# raises a `TracingCheckError`. With `torch.no_grad()` around the call, both passes take the fast path, and the layer is
# one single node: a true record of this call, and not of what is trained.

# %%
encoder = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True).eval()
with SummaryWriter(new_run("04_graphs/encoder")) as writer:
    try:
        writer.add_graph(encoder, torch.zeros(2, 5, 8))
    except torch.jit.TracingCheckError as error:
        print(type(error).__name__)
folder = new_run("04_graphs/encoder")
with SummaryWriter(folder) as writer, torch.no_grad():
    writer.add_graph(encoder, torch.zeros(2, 5, 8))
print("without gradients:", len(read_run(folder).graphs[0]), "nodes")

# %% [markdown]
# A model that `torch.compile` has wrapped refuses, too; the one inside it can be traced. (`add_graph` prints the reason
# before it raises.)

# %%
plain = nn.Linear(4, 2)
compiled = torch.compile(plain)
folder = new_run("04_graphs/compiled")
with SummaryWriter(folder) as writer, torch.no_grad():
    try:
        writer.add_graph(compiled, torch.zeros(1, 4))
    except RuntimeError as error:
        print(type(error).__name__)
    writer.add_graph(compiled._orig_mod, torch.zeros(1, 4))
print("nodes of the model inside:", len(read_run(folder).graphs[0]))

# %% [markdown]
# ### 4.5 Dictionaries in, dictionaries out (further)
#
# Models for text take a dictionary and return one. The tracer takes tensors, and tuples of tensors; so wrap the model.
# (Only for dictionaries that come out there is `use_strict_trace=False`.)


# %% exercise="4.5"
# Exercise 4.5
def wrapped(model, names):
    """Return an nn.Module that is called with one tensor for each of `names`, in this order, and returns a tuple.

    `model` takes one dictionary {name: tensor} and returns a dictionary; the tuple holds its values in their order.
    """

    ### BEGIN SOLUTION
    #: # A class inside this function: __init__ keeps the model as an attribute, forward(self, *tensors) calls it.
    class Wrapper(nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, *tensors):
            return tuple(self.model(dict(zip(names, tensors, strict=True))).values())

    return Wrapper()
    ### END SOLUTION


# %% check="4.5"
check("4.5", wrapped)

# %% [markdown]
# ## Three formats
#
# ### 4.6 What ONNX and Keras keep (further)
#
# One network, three times: traced by PyTorch (`add_graph`), exported to ONNX (`torch.onnx.export` and
# `add_onnx_graph`), and as a Keras model, written by Keras's TensorBoard callback. The runs are
# `given/04_graphs/torch`, `onnx` and `keras`.

# %%
formats_given = {
    name: read_run(given_run(f"04_graphs/{name}")) for name in ("torch", "onnx", "keras")
}
for name, run in formats_given.items():
    print(
        name,
        [node.op for node in run.graphs[0].nodes.values() if not node.op.startswith("prim::")],
        "\n",
    )
print("Keras's layers:", [node.name for node in formats_given["keras"].graphs[0].nodes.values()])

# %% [markdown]
# Which of Keras's layers have no operation of their own in the ONNX graph any more? Which format says of each operation
# the shape of its result? And how many filters has `second`? (Keras's callback writes the whole configuration as JSON:
# `run.keras_models["keras"]["config"]["layers"]`.)

# %% exercise="4.6"
# Exercise 4.6
### BEGIN SOLUTION
#: formats = {
#:     "gone": [...],  # names of layers, without "pipe/"
#:     "shapes": ...,  # "torch", "onnx" or "keras"
#:     "filters": ...,  # of the layer "second"
#: }
formats = {
    "gone": [
        "norm1",
        "norm2",
        "drop",
    ],  # a batch norm in evaluation is a scaling: its factors went into the weights
    "shapes": "torch",
    "filters": 20,
}
### END SOLUTION

# %% check="4.6"
check("4.6", formats)

# %% [markdown]
# The three graphs of one network are not the same: each is what its writer made of it. The exporter optimizes, so the
# ONNX graph is what will run; Keras's is what was written.

# %% [markdown]
# ## When the graph is too large
#
# A graph of thousands of nodes is too large to read. A table of the layers is not, and as a text it is beside the
# curves of the run. (It says what ran, not what is connected.)

# %%
summary = torchinfo.summary(model, input_size=(1, 1, 8, 8), verbose=0)
for layer in summary.summary_list:
    name = "  " * layer.depth + layer.var_name
    print(f"{name:14} {layer.class_name:12} {layer.output_size!s:16} {layer.num_params:,}")

# %% [markdown]
# ### 4.7 The table as a text (further)
#
# TensorBoard draws Markdown. A table needs a header, under it a line of dashes, and no spaces before its bars.


# %% exercise="4.7"
# Exercise 4.7
def log_layers(writer, model, X):
    """Log a Markdown table as text model/layers: name, shape of the result for X, number of parameters of each layer.

    `model` is an nn.Sequential with named layers; layers without parameters may be left out. A line after the table
    says how many parameters there are in all.
    """
    ### BEGIN SOLUTION
    #: # lines = ["| layer | shape | parameters |", "| --- | --- | --- |"], then one for each layer, joined by "\n".
    summary = torchinfo.summary(model, input_data=X, verbose=0)
    lines = ["| layer | shape | parameters |", "| --- | --- | --- |"]
    lines += [
        f"| {layer.var_name} | {layer.output_size} | {layer.num_params:,} |"
        for layer in summary.summary_list[1:]
    ]
    lines += ["", f"{summary.total_params:,} parameters in all"]
    writer.add_text("model/layers", "\n".join(lines), 0)
    ### END SOLUTION


# %% check="4.7"
check("4.7", log_layers)

# %%
with SummaryWriter(new_run("04_graphs/layers")) as writer, contextlib.suppress(NotImplementedError):
    log_layers(
        writer, nn.Sequential(nn.Linear(10, 50), nn.ReLU(), nn.Linear(50, 2)), torch.zeros(1, 10)
    )

# %% [markdown]
# Tab *Text*, run `04_graphs/layers`.

# %% [markdown]
# ## The alarm
#
# A graph has no steps: it was made once, and a branch may be cut off later (a schedule that freezes it, a checkpoint
# that is loaded into other code). The log of the gradients has steps. Here are ten small runs with three branches that
# say what they are:

# %%
practice = Practice(new_folder("04_graphs/practice"))
print(f"{'':17} {'train/loss':>10}   for each branch: points, of them 0, smallest above 0")
for name, run in practice.runs.items():
    branches = [run.scalars[tag].values for tag in BRANCHES]
    said = "   ".join(
        f"{len(v):3} {(v == 0).sum():3} {min(v[v > 0], default=0):7.0e}" for v in branches
    )
    print(f"{name:17} {run.scalars['train/loss'].values[-16:].mean():10.2f}   {said}")

# %% [markdown]
# Each is logged at every fifth of 400 steps: train/loss, and the norm of each branch's gradient (`gradient/left`,
# `gradient/middle`, `gradient/right`). They are in `work/files`, where TensorBoard does not look. The losses of the
# sick ones are among those of the healthy ones here.
#
# - Healthy ones: some have a quiet branch, whose gradient is a thousandth to a millionth of the others'. In some, each
#   branch is left out now and then for one step, at random (*stochastic depth*): its gradient is 0 there.
# - *Detached* and *not connected*: from some step on, 0. *Frozen*: there is no gradient, so nothing is logged any more,
#   and the curve ends before train/loss does.
#
# ### 4.8 The silent branch
#
# Write `alarm(run)`: the step from which on a branch has no gradient any more, or `None`. It is tried on ten runs like
# these that nobody has seen, of which at least three are healthy; nine must be right. Your alarm is asked again and
# again while the log grows, and the first step that it reports counts; the log may be short at first. Right is, for a
# sick run, from
# the first step at which others are logged and this branch has no gradient, to 100 steps after; for a healthy one
# `None`.


# %% exercise="4.8"
# Exercise 4.8
def alarm(run):
    """Return the step from which on some branch of `run` has no gradient any more, None where it is healthy.

    run.scalars["gradient/left"] and so on have .steps and .values, numpy arrays of the same length.
    """
    ### BEGIN SOLUTION
    #: # For each tag that begins with "gradient/": when was the last value above 0? How long ago is that at the end?
    end = run.scalars["train/loss"].steps[-1]
    silent = []
    for tag, lengths in run.scalars.items():
        if tag.startswith("gradient/"):
            alive = lengths.steps[lengths.values > 0]
            last = int(alive[-1]) if len(alive) else -5
            if end - last > 50:  # ten points in a row: not by chance
                silent.append(last + 5)
    return min(silent, default=None)
    ### END SOLUTION


# %% check="4.8"
check("4.8", alarm)

# %%
with contextlib.suppress(NotImplementedError):
    print(practice.table(alarm))

# %% [markdown]
# The table shows what your alarm says of the practice runs, beside the steps at which it would be right. It joins the
# others in your own `work/alarms.py`:

# %%
keep_alarm("04_graphs", alarm)
