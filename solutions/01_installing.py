# %% [markdown]
# # Lab 01: Installing, and what an event file is
#
# After this lab you can
#
# - train a network, watch its losses in TensorBoard, and let a program say when they go wrong;
# - tell what writes from what shows, and look for a fault on the right side;
# - write a complete run in a directory of its own, even if the program ends badly;
# - read a run back without TensorBoard, and tell how much of a damaged one is left;
# - find out why a dashboard is empty.
#
# It takes about 75 minutes. Five exercises carry its 13 points (41 minutes). Three are marked *further* and carry
# none; of these, 1.5 is recommended. Chapter 01, [Installing, and what an event file is](/chapters/01-installing.md),
# goes into more detail.
#
# Work from top to bottom, and run a cell with Shift+Enter. Below each exercise is a cell with `check(...)`. It calls
# your code, reads the event files that your code left, and tells you in one line whether they are right. If they
# aren't yet, hints are folded below that line. In a terminal, `tbxlab check 01 --watch` judges the notebook whenever
# you save it. Everything works without a network, with the core packages.

# %%
import contextlib
import math
import re
import struct
import subprocess
import sys
import time
from importlib.metadata import distribution
from pathlib import Path

from crc32c import crc32c
from tensorboardX import SummaryWriter

from tbxlab import board, check, guessed, new_folder, new_run, read_run, read_tree
from tbxlab.lab01 import logdirs
from tbxlab.lab02.training import train as train_network
from tbxlab.toy.data import two_classes
from tbxlab.toy.models import classifier

# %% [markdown]
# ## First, a network that learns
#
# Train a network, look at its curves, and break it. The explanations follow. The network has 10 inputs, 50 hidden
# units and 2 outputs. The next cell trains it for 1,440 steps on made-up examples of two classes, which takes about
# two seconds. It logs two losses: `train/loss` of each batch, and `val/loss` over 1,000 examples that are never
# trained on.


# %%
def first_training(learning_rate):
    """Train the 10-50-2 network; return the directory of the run."""
    directory = new_run(f"first/rate-{learning_rate}")
    with SummaryWriter(directory) as writer:
        train_network(
            classifier(seed=0),
            train=two_classes(8000, seed=0),
            validation=two_classes(1000, seed=1_000_000),
            epochs=9,
            batch_size=50,
            rate=learning_rate,
            seed=0,
            writer=writer,
            validate_every=20,
        )
    return directory


healthy = first_training(0.3)

# %% [markdown]
# Open TensorBoard at the address that `make learn` printed. It opens on the tab *Time Series*. (If it shows *No
# dashboards are active*, wait five seconds and press the round arrow at the top right.) Type `first` into *Filter
# runs* and `loss` into *Filter tags*. Both losses begin near 0.7 and fall to about 0.4. `val/loss` is the smoother
# one. ([A tour of TensorBoard's window](/chapters/00-first-run.md#a-tour-of-tensorboards-window) explains the rest of
# the page.)
#
# **Break it with one number.** The learning rate sets how far each step moves the weights, and 0.3 suits this
# network. Write 7 in place of 0.3, then run this cell and the next one.

# %%
learning_rate = 0.3  # your number

# %%
yours = first_training(learning_rate)

# %% [markdown]
# Press the round arrow at the top right of TensorBoard, which shows new data only when you ask. With 7, `val/loss`
# jumps up and down, and most of the time it is higher than before the first step. You can see that. A program can see
# it as well, because everything that TensorBoard draws is in a file:


# %%
def first_alarm(run):
    """Return the first step at which val/loss is higher than before training."""
    loss = run.scalars["val/loss"]
    for step, value in zip(loss.steps, loss.values, strict=True):
        if not value <= loss.values[0]:  # higher, or no longer a number
            return int(step)
    return None


for directory in (healthy, yours):
    step = first_alarm(read_run(directory))
    said = "is quiet" if step is None else f"sets the alarm off at step {step}"
    print(directory.name, said)

# %% [markdown]
# That is the course on a small scale: log, look, find what is wrong, and let a program watch for it. This alarm is
# simple. Try 0.001: the network hardly learns, and the alarm stays quiet. Lab 02 builds alarms that catch this, too.
# The rest of this lab is about the file that alarms read, and about what can go wrong on the way to your screen.

# %% [markdown]
# ## What writes and what shows
#
# Two packages have similar names. **Predict, then run.** After `pip install tensorboardX` and nothing else, do you
# have a program that shows curves? Write your guess, `True` or `False`, in place of the three dots.

# %%
guess_1 = ...  # your guess

# %%
for name in ("tensorboardX", "tensorboard"):
    package = distribution(name)
    needs = [re.match(r"[\w.-]+", each)[0] for each in package.requires if "extra" not in each]
    commands = [each.name for each in package.entry_points if each.group == "console_scripts"]
    print(name, package.version)
    print("  needs:   ", ", ".join(needs))
    print("  commands:", ", ".join(commands) or "none")
guessed(
    "guess_1",
    any(
        each.name
        for each in distribution("tensorboardX").entry_points
        if each.group == "console_scripts"
    ),
)

# %% [markdown]
# tensorboardX brings no command, and it doesn't need TensorBoard. It **writes** numbers into an *event file*.
# TensorBoard **shows**: it reads event files from any writer. The two meet only in a directory on disk. When a curve
# is missing, ask first whether it is in the file.

# %% [markdown]
# ## Your first run
#
# You open a writer on a directory, and `add_scalar(tag, value, step)` logs one point. Here is a straight line.
# `new_run` makes a fresh directory for it below `runs/`.

# %%
line = new_run("01_installing/line")
writer = SummaryWriter(line)
for step in range(100):
    writer.add_scalar("y", 0.5 * step, step)
writer.close()

# %% [markdown]
# In TensorBoard, type `01_installing` into *Filter runs*. Press the round arrow at the top right to see new data, or
# turn on *Reload data* in the settings (the gear next to it).
#
# ### 1.1 A first run, complete
#
# Now do the same for any function.


# %% exercise="1.1"
# Exercise 1.1
def log_curve(logdir, curve, steps):
    """Write a run at `logdir`: curve(step) as "y" at each step from 0 to steps - 1, complete."""
    ### BEGIN SOLUTION
    #: # Open a writer on logdir. Log curve(step) at each step. Then leave nothing in memory.
    writer = SummaryWriter(logdir)
    for step in range(steps):
        writer.add_scalar("y", curve(step), step)
    writer.close()
    ### END SOLUTION


# %% check="1.1"
check("1.1", log_curve)

# %%
wave = new_run("01_installing/wave")
with contextlib.suppress(NotImplementedError):  # until 1.1 is solved, there is only the line
    log_curve(wave, lambda step: math.sin(step / 20), 300)

for directory in (line, wave):
    for file in directory.iterdir():
        print(
            f"{file.stat().st_size:6,} bytes  {directory.name}/{'.'.join(file.name.split('.')[:4])}. ..."
        )

# %% [markdown]
# A run is one directory with one file. The name of the file holds `tfevents`, the second in which the writer was
# opened, and the name of the machine. A point takes about 40 bytes plus the length of its tag.

# %% [markdown]
# ## One directory for each run
#
# What if a second writer opens the same directory? **Predict, then run.** One writer logs 100 points of `train/loss`,
# and another logs 100 points of `validation/loss` into the same directory. Both are closed properly. If both were
# opened within the same second, how many points of `train/loss` can you read afterwards?

# %%
guess_2 = ...  # your guess

# %%
shared = new_run("01_installing/shared")
time.sleep(1 - time.time() % 1)  # wait for the clock's next second, so that both writers open in it
train, validation = SummaryWriter(shared), SummaryWriter(shared)
for writer, tag in ((train, "train/loss"), (validation, "validation/loss")):
    for step in range(100):
        writer.add_scalar(tag, 1 / (1 + step), step)
    writer.close()

print("files: ", len(list(shared.iterdir())))
print("points:", {tag: len(points) for tag, points in read_run(shared).scalars.items()})
guessed("guess_2", len(read_run(shared).scalars.get("train/loss", ())))

# %% [markdown]
# There is one file, and `train/loss` is gone. Both writers chose the same file name, and the second one emptied the
# file that the first had begun. You get no error and no warning. Two scripts that a scheduler starts together do
# this, and so do two processes of the same script.
#
# ### 1.2 A directory for each run
#
# Each run needs a directory of its own. A time is a poor name, because two runs can begin at the same time. A random
# number is a poor name, because training scripts set their seed. `Path.mkdir()` helps: it raises `FileExistsError` if
# the directory exists, and of two processes that try at once, only one succeeds. If you look first (`exists()`), the
# other process may be faster than your `mkdir`.


# %% exercise="1.2"
# Exercise 1.2
def own_directory(runs, name):
    """Return a directory below `runs` that no other run has; its name begins with `name`.

    It is called for every new run, maybe several times within one second. `runs` need not exist yet.
    Older runs stay as they are; somebody may delete some of them between two calls. Another process may make
    the same directory at the same moment: it must not be returned then (try another, or raise).
    """
    ### BEGIN SOLUTION
    #: # Try one name after the other until you have made a directory that was not there.
    number = 1
    while True:
        directory = runs / f"{name}-{number:03d}"
        try:
            directory.mkdir(parents=True)
            return directory
        except FileExistsError:
            number += 1
    ### END SOLUTION


# %% check="1.2"
check("1.2", own_directory)

# %% [markdown]
# `new_run`, which you have used above, does the same. From here on, each of your runs gets its directory from one of
# the two.

# %% [markdown]
# ## What survives a crash
#
# A writer gathers points in memory and writes them in blocks. If the process ends badly, the points in memory are
# lost. A program can end badly in three ways: it raises, it is stopped, or it is killed.
#
# ### 1.3 Nothing lost when a training ends badly
#
# In the first two cases, Python gives you the time to close the file.


# %% exercise="1.3"
# Exercise 1.3
def log_training(logdir, losses):
    """Log each loss as train/loss at steps 0, 1, 2 … in a run at `logdir`.

    `losses` is a training: a generator that yields a loss after each step. It may end, raise,
    or be stopped. However it ends, every loss that it yielded is in the file, and whoever
    called hears of the exception.
    """
    ### BEGIN SOLUTION
    #: # The loop is as in 1.1. What makes sure that the writer is closed, whatever happens in it?
    with SummaryWriter(logdir) as writer:
        for step, loss in enumerate(losses):
            writer.add_scalar("train/loss", loss, step)
    ### END SOLUTION


# %% check="1.3"
check("1.3", log_training)

# %% [markdown]
# In the third case, there is no time. A process gets no warning before it is killed by the system when memory is
# short, by a scheduler, or by a power cut. Here a second Python logs 1000 points, and then it is killed.
#
# **Predict, then run.** How many of its 1000 points can you read afterwards?

# %%
guess_3 = ...  # your guess

# %%
program = """
import sys
from tensorboardX import SummaryWriter

writer = SummaryWriter(sys.argv[1])
for step in range(1000):
    writer.add_scalar("y", step / 1000, step)
print("1000 points logged", flush=True)
sys.stdin.read()                              # the training would go on
"""
killed = new_run("01_installing/killed")
pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
with subprocess.Popen([sys.executable, "-c", program, killed], text=True, **pipes) as training:
    print(training.stdout.readline().strip())
    training.kill()

run = read_run(killed)
print(f"{len(run.scalars['y'])} of 1000 points can be read.")
guessed("guess_3", len(run.scalars["y"]))

# %% [markdown]
# On the machine that made this notebook, 921 points survived. The others were in the buffer of the file, because
# Python hands a file to the system in blocks. (A block has 4 or 8 kB on most machines, so you may see another
# number.) tensorboardX itself empties the buffer only every 120 seconds (`flush_secs`). With a smaller `flush_secs`
# you lose less at a kill, and TensorBoard shows new points sooner.
#
# A block usually ends in the middle of a point. Here is what a reader finds there:

# %%
for damage in run.damage:
    print(damage.records, "records were read;", damage.bytes_lost, "bytes were not:", damage.why)
print("last step that can be read:", run.scalars["y"].steps[-1])

# %% [markdown]
# `read_run(directory)` reads the files of a run and keeps every point. `run.scalars` has the tags, each with its
# `steps` and `values`. `run.damage` is empty if every byte could be read.
#
# ### 1.4 What survived
#
# A file may also be cut when it is copied, or a disk may change a byte in it. Each record carries two checksums, one
# for its length and one for its content, and `read_run` compares both. A changed length hides every record behind it.
# A changed content costs one record, and TensorBoard's fast loader would draw the changed number.


# %% exercise="1.4"
# Exercise 1.4
def survived(directory, tag):
    """Say what can be read of `tag` in the run at `directory`: return (points, last step, whole).

    points: how many, in all of the run's files. last step: the step of the last of them, None where there is none.
    whole: True where every byte of the run's files could be read, else False.
    """
    ### BEGIN SOLUTION
    run = read_run(directory)
    points = run.scalars.get(tag, ())
    last = points.steps[-1] if len(points) else None
    return len(points), last, not run.damage
    ### END SOLUTION


# %% check="1.4"
check("1.4", survived)

# %% [markdown]
# ## Starting TensorBoard
#
# TensorBoard is a program that serves a page. You give it one directory, and it looks for runs in it and below. There
# are three ways to start it:
#
# - `make learn` has started one on `runs/`.
# - In a terminal, type `tensorboard --logdir runs`. If TensorFlow is installed, `python -m tbxlab.board --logdir
#   runs` starts faster, because it is the same program without TensorFlow.
# - In a notebook, type `%load_ext tensorboard`, then `%tensorboard --logdir runs`.
#
# Every directory that holds an event file is a run. Its name is its path below the log directory, and the log
# directory itself is called `.`. Here is a log directory after a few weeks of work:

# %%
tree = logdirs.make_tree(new_folder("01_installing/tree"))
print(logdirs.listing(tree))

# %% [markdown]
# ### 1.5 Which runs are shown (further, recommended)
#
# Which names does TensorBoard's list of runs show if it is started with `--logdir logs`? Use only the listing.
# TensorBoard's own answer comes after the check.

# %% exercise="1.5"
# Exercise 1.5
### BEGIN SOLUTION
#: # A list of names, such as ["first", "second/train"], in any order.
shown = [
    ".",
    "baseline",
    "baseline/validation",
    "wide",
    "sweep/lr-0.1/seed-0",
    "sweep/lr-0.1/seed-1",
]
### END SOLUTION

# %% check="1.5"
check("1.5", shown)

# %% [markdown]
# Now ask TensorBoard. `board.serve` starts the real server on a free port and stops it when the block ends.
# `board.ask` asks one of the addresses from which the page in your browser gets its data.

# %%
with board.serve(tree) as url:
    names = board.wait_for_runs(url, "baseline")
    tags = board.ask(url, "data/plugin/scalars/tags")
print("\n".join(sorted(names)))

# %%
tags

# %% [markdown]
# ### 1.6 Start it, ask it, stop it (further)
#
# If you don't stop a server, it keeps its port, and tomorrow your browser shows the runs of today. The server also
# answers before it has read the files, and looks for new ones every few seconds. In the check, the run is logged a
# moment after the server has started, so it is missing from the first answers.


# %% exercise="1.6"
# Exercise 1.6
def ask_tensorboard(logdir, run):
    """Start TensorBoard on `logdir`, wait until it shows `run`, and return the scalar tags of it, a list.

    When the function has returned, no process of it is left.
    """
    ### BEGIN SOLUTION
    tags = {}
    with board.serve(logdir) as url:
        while run not in tags:
            tags = board.ask(url, "data/plugin/scalars/tags")
            time.sleep(0.1)
    return sorted(tags[run])
    ### END SOLUTION


# %% check="1.6"
check("1.6", ask_tensorboard)

# %% [markdown]
# ## The empty dashboard
#
# *No dashboards are active for the current data set.* Most people meet this page sooner or later. TensorBoard can't
# know what you meant to see, so it treats a log directory that doesn't exist like an empty one.
#
# Go from the file to the page. Is there an event file? Is there something in it? Does `--logdir` lead to it from
# where the command was typed? Here are five projects. The listing of each shows all of its files, with their sizes in
# bytes:

# %%
patients = logdirs.make_patients(new_folder("01_installing/patients"))
for letter, patient in patients.items():
    print(f"--- patient {letter}\n{patient}\n")

# %% [markdown]
# Each of them has one of these causes. A cause may fit several, or none.
#
# | cause | what happened |
# |---|---|
# | `"healthy"` | TensorBoard shows everything that was logged |
# | `"wrong-logdir"` | the runs are fine, but TensorBoard looks elsewhere |
# | `"unflushed"` | the values are still in the memory of the process |
# | `"same-second"` | two writers opened one directory within one second |
# | `"cut"` | the end of the file is missing |
# | `"changed"` | a byte in the file has changed |
#
# `read_tree` reads a whole log directory, with every run in it and below, under the name that TensorBoard gives it.
# Two lines show everything that TensorBoard could show, here for the tree from above:

# %%
for name, run in read_tree(tree).items():
    print(name, {tag: len(points) for tag, points in run.scalars.items()}, run.damage)

# %% [markdown]
# ### 1.7 The empty dashboard
#
# Add a cell of your own and look at the projects in the same way. `patients["a"].folder` is the folder of project a
# on your disk.
#
# For each one, give the cause and, as evidence, the number of points that TensorBoard shows, started as it was, in
# all runs and tags together.

# %% exercise="1.7"
# Exercise 1.7
### BEGIN SOLUTION
#: diagnosis = {
#:     "a": (..., ...),  # (cause, points), such as ("changed", 250)
#:     "b": (..., ...),
#:     "c": (..., ...),
#:     "d": (..., ...),
#:     "e": (..., ...),
#: }
diagnosis = {
    "a": ("wrong-logdir", 0),  # the run is in a/train/runs; a/runs does not exist
    "b": ("healthy", 132),  # mlp is no run: its runs are mlp/seed-0/train and mlp/seed-0/validation
    "c": ("unflushed", 0),  # the file is there, with 0 bytes, and the training still runs
    "d": ("same-second", 150),  # one file for two writers, sound, with validation/loss alone
    "e": ("cut", 137),  # damage of the kind "unfinished", after 137 points
}
### END SOLUTION

# %% check="1.7"
check("1.7", diagnosis)

# %% [markdown]
# ## Inside an event file
#
# ### 1.8 One record by hand (further)
#
# An event file is a sequence of records. Each record is
#
# | bytes | what |
# |---|---|
# | 8 | the length *n* of the payload, an integer, little-endian |
# | 4 | checksum of these 8 bytes, an integer, little-endian |
# | *n* | the payload: one event, in protobuf's encoding |
# | 4 | checksum of the payload, an integer, little-endian |
#
# The checksum is the CRC-32C of the bytes, rotated and shifted, because a plain checksum of data that contains its
# own checksum is weak:


# %%
def masked_checksum(data):
    """Return the checksum that follows `data` in an event file."""
    crc = crc32c(data)
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


data = next(line.iterdir()).read_bytes()
data[:80]


# %% exercise="1.8"
# Exercise 1.8
def first_record(data):
    """Take apart the first record of `data`, an event file's bytes: return (length, payload, sound).

    length: as the record says. payload: the bytes, as far as they are there.
    sound: True where both checksums are right, else False (also where the data end too early).
    """
    ### BEGIN SOLUTION
    #: # struct.unpack("<Q", eight_bytes)[0] is an integer of 8 bytes, "<I" one of 4 bytes.
    length, of_length = struct.unpack("<QI", data[:12])
    payload, end = data[12 : 12 + length], data[12 + length : 16 + length]
    whole = end == struct.pack("<I", masked_checksum(payload))
    return length, payload, whole and of_length == masked_checksum(data[:8])
    ### END SOLUTION


# %% check="1.8"
check("1.8", first_record)

# %%
with contextlib.suppress(NotImplementedError):  # until 1.8 is solved, this cell shows nothing
    print(first_record(data))

# %% [markdown]
# The first record of the file names the version of the format: you can read `brain.Event:2` in it. Each further
# record is an event with a time, a step, a tag and a value. Charts, colors and smoothing belong to the viewer.
#
# ## Now on yours
#
# These lines make a writer for your own training script. Take them along, together with your `own_directory` (1.2),
# and use `training_writer` in a `with` block around your training loop. Here they log a stand-in, so that you see
# what they leave.


# %%
def training_writer(base, name):
    """Return a writer in a directory that no other run has. Use it in a `with` block."""
    return SummaryWriter(str(own_directory(Path(base), name)), flush_secs=10)


with contextlib.suppress(NotImplementedError):  # until 1.2 is solved, this cell shows nothing
    with training_writer(new_folder("01_installing/mine"), "lr-0.1") as writer:
        for step in range(100):
            writer.add_scalar("train/loss", 1 / (step + 1), step)
    mine = read_run(writer.logdir)
    print(Path(writer.logdir).name, len(mine.scalars["train/loss"]), "points, damage:", mine.damage)

# %% [markdown]
# Three questions for your own project. They carry no points.
#
# 1. Where do your scripts take the name of a run from? Could two of them choose the same one?
# 2. How does your scheduler stop a job, and is your writer closed then? ([What to do on
#    Monday](/chapters/01-installing.md#what-to-do-on-monday) has the line for SIGTERM.)
# 3. Take your newest run. Does `read_run` find the last step that your program reported, and is `run.damage` empty?
#
# `tbxlab check 01` in a terminal judges the whole lab.
