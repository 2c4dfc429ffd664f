# %% [markdown]
# # Lab 04: Graphs
#
# After this lab you can
#
# - log the graph of a PyTorch model, and leave the model as it was;
# - read a graph from the file: count what runs, find a shape, follow the data;
# - find a branch that isn't connected, a lost skip or a lost gradient behind a falling loss;
# - tell what a graph can't show, because it is one traced path and not the code;
# - write an alarm for a branch that stops learning.
#
# It takes about 65 minutes. Four exercises carry its 14 points (36 minutes). Four are marked *further* and carry
# none; of these, 4.3 is recommended. Chapter 04, [Graphs](/chapters/04-graphs.md), goes into more detail.
#
# Below each exercise is a cell with `check(...)`. It calls your code, reads the event files that your code left, and
# tells you in one line whether they are right. If they aren't yet, hints are folded below that line. In a terminal,
# `tbxlab check 04 --watch` judges the notebook whenever you save it. Everything works without a network, with the
# core packages (the graphs of ONNX and Keras come with the course).

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
# `tracing.prepare()` saves you a notice and a delay. torch warns at every trace that `torch.jit.trace` is deprecated,
# which `add_graph` still uses. `add_graph` would also import TensorFlow if it is installed, which takes seconds and
# isn't needed for a graph.

# %% [markdown]
# ## One call
#
# This network looks at digits of 8 × 8 pixels. Its data takes more than one path: around the `block` (a *skip*), and
# through two branches, `edges` and `texture`.

# %%
print(inspect.getsource(wiring.BranchNet))

# %%
model, folder = wiring.built(wiring.BranchNet, seed=0).eval(), new_run("04_graphs/branch-net")
with SummaryWriter(folder) as writer, torch.no_grad():
    writer.add_graph(model, torch.zeros(1, 1, 8, 8))

# %% [markdown]
# Open TensorBoard at the address that `make learn` printed. In the tab *Graphs*, choose the run
# `04_graphs/branch-net` on the left, and double-click `BranchNet` to open it. Data flows from the bottom to the top.
# Find the `add` of the skip and the `cat` of the branches.
#
# A graph needs a model and an input of the right shape, because it is made by *tracing*: the input goes through the
# model, and each operation on it is written down. The mode matters, too. `add_graph` sets the model to evaluation
# mode, and afterwards back.
#
# **Predict, then run.** Here is a model in training mode with a frozen batch norm (in evaluation mode), as is common
# in fine-tuning. After `add_graph`, which of the three are in training mode: the model, the batch norm, the dropout?

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
# The batch norm is in training mode again. `add_graph` gives every module the mode of the whole model, so your frozen
# layer goes on training, and you get no error.
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
# TensorBoard draws a list of nodes. Each node has a name, an operation, and the nodes that it takes data from. If the
# graph comes from torch, it also has the shapes of its outputs.

# %%
(graph,) = read_run(folder).graphs
print(graph, "with", len(graph.ops), "kinds of operations")
for node in graph.of("aten::_convolution", "aten::add", "aten::cat"):
    print(f"{node.op:18} {node.shapes[0]!s:14} {node.name}")

# %% [markdown]
# Scopes in brackets are the names in the code: `Sequential[block]/Conv2d[0]`. `graph.of(op)` finds nodes by
# operation, `graph[name]` by name, and `graph.children(scope)` opens a box. `graph.consumers(name)` gives the nodes
# that use the data, and `graph.reaches(start, end)` whether a path leads from one to the other. Weights and constants
# are nodes as well (`prim::…`); they are most of the 71.
#
# ### 4.2 Read the graph
#
# Here is another model. You don't see its `forward`, but `print(model)` shows:
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
# Its graph is in the run `given/04_graphs/a`. How many convolutions are computed in one pass? Which shape goes into
# `head`? One convolution is printed but never used, and one is used more than once. Which are they?

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
# **The graph isn't the code.** A module that was built but never called isn't in it, and a loop in the code appears
# here as three convolutions in a row. A traced graph shows what happened to one input, once.

# %% [markdown]
# ## An `if` that looks at the data
#
# The same is true of an `if` in the code. This model has one layer for calm inputs and one for loud ones:


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
# Tracing succeeds with only a `TracerWarning`. (It is caught here. In a training script you would easily overlook
# it.)
#
# **Predict, then run.** The trace was made with a calm input. What does it return for a loud one: the same as the
# model, something else, or an error?

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
# It returns something else, without an error. The `if` is gone, and the trace sends every input through `calm`. In
# the graph, `loud` doesn't exist.
#
# ### 4.3 How far the trace is from the model (further, recommended)


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
# ## Behind a falling loss
#
# Here are five runs of `BranchNet`, each with its graph and its curves. In some of them, a line of `forward` differs
# from the one above. They were trained on eight sheets of handwriting, and val/accuracy is measured on the six
# others. Images of one sheet are kept together, because the model would recognize a handwriting that it was trained
# on.

# %%
patients = {name: read_run(given_run(f"04_graphs/{name}")) for name in "pqrst"}
print("   train/loss      val/accuracy")
for name, run in patients.items():
    loss, accuracy = run.scalars["train/loss"].values, run.scalars["val/accuracy"].values
    print(f"{name}  {loss[0]:.2f} -> {loss[-5:].mean():.2f}    {accuracy[-1]:.2f}")

# %% [markdown]
# All five losses fall, and none of these curves alone gives you a reason to stop a run. Without healthy runs beside
# it, you can't tell whether an accuracy of 0.86 is low. Look at the graphs `given/04_graphs/p` to `t` in the tab
# *Graphs*. Then look at the gradient norm of each part, `gradient/stem` to `gradient/head`:

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
# For each of the runs **p** to **t**, give the cause and the part in which it is.
#
# - Causes: `"healthy"`, `"not connected"` (the part's result isn't used), `"no gradient"` (the result is used, but
#   the part doesn't learn), `"skip lost"`, and `"other path"` (the run is fine, but its graph shows another path
#   through the code). A cause may fit several runs, or none.
# - Parts: `"stem"`, `"block"`, `"edges"`, `"texture"`, `"head"`, or `None` for a healthy run.

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
# Graph and gradients are two witnesses, and each misses something that the other one shows. A trace records what is
# computed, not what learns. Two of the five graphs are the same, although one of those networks has a part that never
# learned. (`x.detach()` would be a node, `aten::detach`. A `with torch.no_grad():` in the code leaves no node.)
#
# You can prove each cause by an experiment:
#
# - Double the weights of a part. If it isn't connected, the output stays the same. If it only gets no gradient, the
#   output changes, and the gradient stays 0.
# - Set the weights of the block to 0. Without the skip, the output no longer depends on the input.
# - Log the graph with another input. If there is another path, it is drawn now.

# %% [markdown]
# ## What cannot be traced
#
# Three kinds of models refuse to be traced. First, a layer such as `nn.TransformerEncoderLayer` takes a *fast path*
# when gradients are off. torch traces twice to check itself, once with gradients and once without. It finds two
# different graphs and raises a `TracingCheckError`. With `torch.no_grad()` around the call, both passes take the fast
# path, and the layer becomes one single node. That is a true record of this call, but not of what is trained.

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
# Second, a model that `torch.compile` has wrapped refuses. You can trace the model inside it. (`add_graph` prints the
# reason before it raises.)

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
# Third, many models for text take a dictionary and return one. The tracer takes tensors and tuples of tensors, so you
# have to wrap the model. (For a dictionary that comes out, `use_strict_trace=False` is enough.)


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
# Here is one network in three formats: traced by PyTorch (`add_graph`), exported to ONNX (`torch.onnx.export` and
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
# Which of Keras's layers have no operation of their own in the ONNX graph? Which format stores the shape of each
# operation's result? How many filters does `second` have? (Keras's callback writes the whole configuration as JSON:
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
# The three graphs of one network differ. The exporter optimizes, so the ONNX graph shows what will run. Keras's graph
# shows the layers as you wrote them.

# %% [markdown]
# ## When the graph is too large
#
# A graph of thousands of nodes is too large to read, but a table of the layers isn't. Logged as a text, it is next to
# the curves of its run. (It shows what ran, not what is connected.)

# %%
summary = torchinfo.summary(model, input_size=(1, 1, 8, 8), verbose=0)
for layer in summary.summary_list:
    name = "  " * layer.depth + layer.var_name
    print(f"{name:14} {layer.class_name:12} {layer.output_size!s:16} {layer.num_params:,}")

# %% [markdown]
# ### 4.7 The table as a text (further)
#
# TensorBoard renders Markdown. A table needs a header, a line of dashes below it, and no spaces before its bars.


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
# A graph is logged once, but a branch may be cut off later, by a schedule that freezes it or a checkpoint that is
# loaded into other code. The curves of the gradients show that, because they have steps. Here are ten small runs with
# three branches, with labels:

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
# Each run has 400 steps. At every fifth step it logs train/loss and the gradient norm of each branch
# (`gradient/left`, `gradient/middle`, `gradient/right`). The runs are in `work/files`, where TensorBoard doesn't
# look. You can't tell the faulty ones by their losses here.
#
# - *Healthy*: some runs have a quiet branch, whose gradient is 1,000 to 1,000,000 times smaller than the others'. In
#   some, each branch is left out at random for single steps (*stochastic depth*), so its gradient is 0 there.
# - *Detached* and *not connected*: from some step on, the gradient is 0.
# - *Frozen*: from some step on there is no gradient, so none is logged, and the curve ends before train/loss does.
#
# ### 4.8 The silent branch
#
# Write `alarm(run)`. It returns the step from which a branch has no gradient any more, or `None`. It is judged on ten
# runs that you haven't seen, of which at least three are healthy, and nine of its ten answers must be right. It is
# called again and again while the log grows, so the log may be short. The first step that it returns counts. Right is
#
# - for a healthy run: `None`;
# - for a faulty run: any step from the first one without a gradient for this branch to 100 steps later.


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
# The table shows what your alarm returns for the practice runs, next to the steps at which it would be right. The
# alarm joins the others in `work/alarms.py`:

# %%
keep_alarm("04_graphs", alarm)

# %% [markdown]
# ## Now on yours
#
# These lines check the wiring of any PyTorch model. Take them along, together with your `log_graph` (4.1), and call
# `check_wiring` before the first step. Here they run on a stand-in with a fault, so that you see what they report.


# %%
def check_wiring(model, example, loss_of, writer=None):
    """Return the names of the trainable parameters that get no gradient; log the graph."""
    model.zero_grad()
    loss_of(model(example)).backward()
    silent = [
        name
        for name, parameter in model.named_parameters()
        if parameter.requires_grad and (parameter.grad is None or not parameter.grad.any())
    ]
    model.zero_grad()
    if writer is not None:
        with torch.no_grad():
            log_graph(writer, model, example)
    return silent


class Mine(nn.Module):
    """Put your own model in its place."""

    def __init__(self):
        super().__init__()
        self.used, self.forgotten, self.head = nn.Linear(4, 8), nn.Linear(4, 8), nn.Linear(8, 2)

    def forward(self, x):
        return self.head(torch.relu(self.used(x)))


with SummaryWriter(new_run("04_graphs/mine")) as writer, contextlib.suppress(NotImplementedError):
    print(check_wiring(Mine(), torch.rand(5, 4), lambda y: y.square().mean(), writer))

# %% [markdown]
# Three questions for your own model. They carry no points.
#
# 1. Does the list hold a parameter that you didn't freeze on purpose?
# 2. Open the graph and start at the output. Which lines meet that you didn't expect, and which module is missing?
# 3. Which parts does your training schedule freeze or thaw, and would you see in the log that it has happened?
