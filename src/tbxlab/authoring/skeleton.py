"""The files of a new lab: one small exercise that already works, and ✎ wherever an author has to write.

``$number`` is "10", ``$n`` the same without a zero in front, ``$name`` "10_topic", ``$page`` "10-topic".
"""

FILES = {
    "$rooms/lab$number/__init__.py": '''\
"""Lab $number: ✎ say what a notebook imports from here; nothing yet."""
''',
    "$rooms/lab$number/lab.toml": """\
# What lab $number asks for. Its words are in words/en.toml. ✎ set the minutes.
# kind: core (has points) or further (0 points). skill: writing, reading or judgment; at least half of the points are
# for reading and judgment. seconds: the longest that one cell may take.

name = "$name"
chapter = "$page.md"
minutes = 10
seconds = 60

[[exercise]]
id = "$n.1"
kind = "core"
skill = "reading"
points = 1
minutes = 5
""",
    "$rooms/lab$number/words/en.toml": """\
# The words of lab $number: another language is one more file with the same keys. An exercise has four hints: where to
# look; the principle, with its section; the plan in words; code with one gap.

title = "$title"
objectives = ["✎ what a learner can do after this lab"]

[exercise."$n.1"]
title = "✎ The mean of an epoch"
hints = [
  "✎ Where to look: which chart, which step?",
  "✎ The principle, and the section of the chapter that explains it.",
  "✎ The plan in words: 1. … 2. … 3. …",
  "✎ The code with the one gap that matters: ____",
]

[messages]
lab$number-mean = '''
val/loss at step {step} is {found:.4f}; expected {expected:.4f}, the mean of the {count} losses. ✎ Look at: …'''
""",
    "$rooms/lab$number/checks/__init__.py": '''\
"""The checks of lab $number: one module for each exercise or pair."""
''',
    "$rooms/lab$number/checks/first.py": '''\
"""Check of exercise $n.1. ✎ This one works: replace its losses and its mean by what your exercise teaches."""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass

from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.expect import expect_steps
from tbxlab.grading.verdict import Wrong

TAG = "val/loss"
FLOAT32 = 1e-5  # an event file holds single precision


@dataclass(frozen=True)
class Epoch:
    """What the answer is given: the losses of one epoch, and the optimizer step after it."""

    losses: list[float]
    step: int


@exercise("$n.1")
class MeanOfAnEpoch:
    """Is the mean of an epoch's losses logged at the step after it?"""

    def case(self, seed: int) -> Case[Epoch, float]:
        """Draw an epoch; what is true of it is the mean of its losses."""
        draw = random.Random(seed)
        losses = [draw.uniform(0.2, 0.9) for _ in range(draw.randint(4, 9))]
        return Case(Epoch(losses, step=draw.randint(50, 500)), sum(losses) / len(losses))

    def drive(self, log_mean: Callable[..., None], epoch: Epoch, evidence: Evidence) -> None:
        """Let the answer log one epoch."""
        with evidence.writer() as writer:
            log_mean(writer, epoch.losses, epoch.step)

    def verify(self, evidence: Evidence, case: Case[Epoch, float]) -> None:
        """Expect one value, at the epoch's step, which is the mean."""
        loss = evidence.scalars(TAG)
        expect_steps(loss, [case.given.step], TAG)
        found = float(loss.values[0])
        if not math.isclose(found, case.true, rel_tol=FLOAT32):
            count = len(case.given.losses)
            raise Wrong("lab$number-mean", step=case.given.step, found=found, expected=case.true, count=count)
''',
    "$rooms/lab$number/runs/__init__.py": '''\
"""Makers of lab $number's reference runs."""
''',
    "$rooms/lab$number/pictures/__init__.py": '''\
"""Lab $number's and its chapter's figures and dashboards."""
''',
    "solutions/$name.py": '''\
# %% [markdown]
# # Lab $number: $title
#
# After this lab you can
#
# - ✎ the objectives, as in words/en.toml.
#
# Chapter $number, [$title](/chapters/$page.md), goes into more detail.

# %%
from tensorboardX import SummaryWriter

from tbxlab import check, new_run, read_run

# %% [markdown]
# ## ✎ The idea that this exercise is about
#
# ✎ Two to four lines of text, a cell that does one thing, a line that says what was seen.

# %%
losses = [0.71, 0.52, 0.63, 0.44]
example = new_run("$name/each-loss")
with SummaryWriter(str(example)) as writer:
    for step, loss in enumerate(losses):
        writer.add_scalar("train/loss", loss, step)
print(len(read_run(example).scalars["train/loss"]), "values in the file")

# %% [markdown]
# ### $n.1 ✎ The mean of an epoch
#
# ✎ What to do, understood on one reading: log the mean of `losses` as `val/loss` at `step`.


# %% exercise="$n.1"
# Exercise $n.1
def log_mean(writer, losses, step):
    """Log the mean of `losses` as val/loss at `step`."""
    ### BEGIN SOLUTION
    writer.add_scalar("val/loss", sum(losses) / len(losses), step)
    ### END SOLUTION


# %% check="$n.1"
check("$n.1", log_mean)
''',
    "tests/answers/$name/$n.1/wrong_last_loss.py": """\
# caught: lab$number-mean
# ✎ The mistakes that people really make. The first line is the id of the message that this one must get.
def log_mean(writer, losses, step):
    writer.add_scalar("val/loss", losses[-1], step)
""",
    "tests/answers/$name/$n.1/wrong_other_tag.py": """\
# caught: no-tag
# ✎
def log_mean(writer, losses, step):
    writer.add_scalar("val_loss", sum(losses) / len(losses), step)
""",
    "tests/answers/$name/$n.1/wrong_step_of_each_batch.py": """\
# caught: steps-missing
# ✎
def log_mean(writer, losses, step):
    for batch in range(len(losses)):
        writer.add_scalar("val/loss", sum(losses) / len(losses), batch)
""",
    "tests/answers/$name/$n.1/right_numpy.py": """\
# ✎ Another right way than the solution's.
import numpy as np


def log_mean(writer, losses, step):
    writer.add_scalar("val/loss", np.mean(losses), global_step=step)
""",
    "chapters/$page.md": """\
# $title

!!! abstract "In this chapter"

    **You will be able to** ✎

    **Time** ✎ minutes to read, ✎ for the lab.

    **Builds on** ✎

✎ The first screen: a question that the reader has had, the plot that answers it, one sentence.

## ✎ The misconception that this chapter breaks

✎ The least code that draws the plot:

```python
import tempfile

from tensorboardX import SummaryWriter

with SummaryWriter(tempfile.mkdtemp()) as writer:
    writer.add_scalar("val/loss", 0.5, 0)
```

## How it works

✎ The event file, and mathematics where it carries the idea.

## Reading it

✎ Healthy beside sick, at least three sick, in at least two seeds each.

## Traps

✎ Each one reproduced.

## On Monday

✎ The idea in lines that can be pasted into the reader's own training loop.

## Check yourself

??? question "✎ Four to six questions."

    ✎ The answer explains.

## The lab

In the course's folder, `tbxlab learn $number` opens the lab.
{ .open-lab data-lab="$number" }

✎ What the lab asks for. Then:

```bash
tbxlab check $number
```

## What to take away

- ✎

## Where to read on

- ✎ Primary sources.
""",
}
