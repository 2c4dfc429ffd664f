# %% [markdown]
# # Lab 06: Comparing runs
#
# After this lab you can
#
# - name a hundred runs so that each can be found, and log a row of each to the HParams table that is complete;
# - search over learning rate and width so that the search can be repeated, with a seed that varies and is not
#   optimized;
# - find out which hyperparameter mattered, and what the top row of a table is worth;
# - decide which claims a log supports: budgets, seeds, the test set, the columns;
# - resume a run without a seam in its log, and write an alarm for one that was resumed badly.
#
# It takes about 100 minutes, reading included. Five exercises carry its 15 points (45 minutes); three are marked
# *further* and carry none.
# Chapter 06, [Comparing runs](/chapters/06-comparing.md), goes into more detail.
#
# Below each exercise there is a cell with `check(...)`. It calls your code, reads the event files that it left, and
# prints one line: right or not yet, with hints folded under the line. In a terminal, `tbxlab check 06 --watch` judges
# the notebook whenever you save it. Everything works offline. The lab needs
# the extra `search`, which brings Optuna: `python -m pip install -e ".[search]"` in the course's folder.

# %%
import contextlib
import statistics
import warnings
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
from tensorboardX import SummaryWriter

from tbxlab import check, given_run, guessed, keep_alarm, new_folder, new_run, read_run, read_tree
from tbxlab.lab06 import Practice, comparing

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its progress bars ask for ipywidgets; they are not used here
    import optuna

torch.set_num_threads(1)  # small layers are quicker on one
optuna.logging.set_verbosity(optuna.logging.WARNING)  # else it prints a line for each trial

# %% [markdown]
# ## A hundred runs
#
# In this lab one small network is trained again and again, 200 steps each: 600 training examples, 300 validation
# examples. What varies is the learning rate, the width of its hidden layer, and the seed.
#
# ### 6.1 A name that survives (further)
#
# TensorBoard's list shows names, and filters them by a regular expression. A week from now `run7-final-new` won't mean
# anything to you. Write a function that makes a name. It begins with the number, so that names sort in the order of the
# trials, also as text. Then comes what varied, and nothing else.


# %% exercise="6.1"
# Exercise 6.1
def run_name(number, settings, varied):
    """Return the name of trial `number` (0 to 999), which says each of the `varied` settings and its value.

    settings is a dictionary such as {"rate": 0.0123456, "width": 16, "optimizer": "sgd", "steps": 200}, varied a tuple
    of some of its names, another one in another search. A setting is followed by its value, as in width=16; numbers are
    rounded to three significant digits, 0.0123. At most 60 characters, and only letters, digits and . , _ = - among
    them.
    """

    ### BEGIN SOLUTION
    #: # f"{7:03d}" is "007", f"{0.0123456:.3g}" is "0.0123". Two trials may have the same settings.
    def said(value):
        return f"{value:.3g}" if isinstance(value, (int, float)) else str(value)

    return "-".join([f"{number:03d}", *(f"{name}={said(settings[name])}" for name in varied)])
    ### END SOLUTION


# %% check="6.1"
check("6.1", run_name)

# %% [markdown]
# With such names the filter `rate=0.0` shows the trials with learning rates below 0.1, and `-seed=3` those of one seed.

# %% [markdown]
# ## One row for each trial
#
# The tab *HParams* is a table: a row for each trial, a column for each hyperparameter and each metric.
# `writer.add_hparams(hyperparameters, metrics)` writes a row. **Predict, then run.** Five hyperparameters go in below.
# How many come out?

# %%
columns_left = ...  # your guess, a number from 0 to 5

# %%
folder = new_run("06_comparing/traps")
with SummaryWriter(folder / "first") as writer:
    writer.add_hparams(
        {
            "rate": np.float32(0.1),
            "widths": [32, 8],
            "seed": np.int64(3),
            "schedule": None,
            "steps": 200,
        },
        {"end/accuracy": 0.75},
    )
for name, run in read_tree(folder).items():
    if run.hparams:
        print(
            f"the run {name}: columns {', '.join(run.hparams.declared)}; values {run.hparams.values}"
        )
guessed("columns_left")

# %% [markdown]
# One. A list and NumPy's numbers become columns without a value, `None` becomes nothing, and there is no warning. The
# row is in a run of its own, below the trial's, named after the time.
#
# The third trap needs two trials. Each writes a list of columns, and TensorBoard takes one of those lists for all.

# %%
with SummaryWriter(folder / "second") as writer:
    writer.add_hparams({"rate": 0.1, "momentum": 0.9}, {"end/accuracy": 0.78}, name="row")
with SummaryWriter(folder / "third") as writer:
    writer.add_hparams({"rate": 0.3}, {}, name="row")  # it diverged: there is no accuracy
for name, run in read_tree(folder).items():
    if name.endswith("row"):
        print(
            f"{name:11} hyperparameters {', '.join(run.hparams.declared)}; metrics {', '.join(run.hparams.metrics)}"
        )

# %% [markdown]
# If it takes the list of `third/row`, there is no column for momentum, and none for the accuracy of any trial. Which
# one it takes depends on the loader and on the order of the files. The cure is that each trial writes the same columns,
# also where it has nothing to put into them.
#
# ### 6.2 One row for each trial
#
# A row has the five settings and the two metrics below. It may be in the trial's own run or in one below it, and it is
# at the same place, with the same name, in every trial.

# %%
SETTINGS = ("rate", "widths", "schedule", "seed", "nesterov")
METRICS = ("end/accuracy", "end/loss")


# %% exercise="6.2"
# Exercise 6.2
def log_row(writer, settings, metrics, step):
    """Log a trial as a row of the HParams table, its metrics at `step`.

    settings holds numbers (of Python or numpy, or a tensor of one number), lists or tuples, texts and bools; lists and
    tuples are written as text. Any of SETTINGS may be missing, or None: it is then written as the text "none". Any of
    METRICS may be missing: it is then nan. What is in neither SETTINGS nor METRICS is left out.
    """
    ### BEGIN SOLUTION
    #: # float(value) makes a plain number of a tensor or of numpy's. add_hparams has `name` and `global_step`, too.
    plain = {}
    for name in ("rate", "widths", "schedule", "seed", "nesterov"):
        value = settings.get(name)
        if value is None:
            value = "none"
        elif isinstance(value, (list, tuple)):
            value = ", ".join(map(str, value))
        elif not isinstance(value, (str, bool)):
            value = float(value)
        plain[name] = value
    values = {tag: float(metrics.get(tag, float("nan"))) for tag in ("end/accuracy", "end/loss")}
    writer.add_hparams(plain, values, name="row", global_step=step)
    ### END SOLUTION


# %% check="6.2"
check("6.2", log_row)

# %% [markdown]
# ## A search
#
# Optuna calls a function of yours, an *objective*, with a `trial`, which it asks for settings:
#
#     def objective(trial):
#         x = trial.suggest_float("x", 0.1, 10, log=True)  # log: 0.1 to 1 is as likely as 1 to 10
#         return (x - 3) ** 2
#
#     study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=0))  # it minimizes by default
#     study.optimize(objective, n_trials=20)
#
# `suggest_int("n", 0, 4)`, which draws from 0, 1, 2, 3 and 4, and `suggest_categorical("width", [8, 16])` are the
# others. This sampler draws its first ten trials at random and then looks near those that scored well. With a seed for
# the sampler, and one trial at a time, the search is the same each time.
#
# ### 6.3 A search that can be repeated
#
# Search over learning rates from 0.001 to 1 on a logarithmic scale, widths 4, 8, 16, 32 and 64, and training seeds 0
# to 4.
#
# The seed is varied, not optimized. A sampler that learns from the scores would look for the luckiest one, so compute
# the seed from `trial.number`. `trial.set_user_attr("seed", ...)` notes it in the study, if you like. (With a sampler
# that draws at random, you may ask the trial for the seed.) Run one trial at a time.


# %% exercise="6.3"
# Exercise 6.3
def search(train, trials, seed):
    """Search with Optuna for the highest accuracy, in so many trials, and return the study.

    train(rate, width, seed) trains once and returns the accuracy. The `seed` of the search makes it repeatable; the one
    that train gets is another, which differs from trial to trial. The trial is asked for rate and width.
    """

    ### BEGIN SOLUTION
    #: # An objective inside of this function can use train. Which direction is better for an accuracy?
    #: # trial.number counts the trials of a study from 0.
    def objective(trial):
        rate = trial.suggest_float("rate", 0.001, 1.0, log=True)
        width = trial.suggest_categorical("width", [4, 8, 16, 32, 64])
        trial.set_user_attr("seed", trial.number % 5)
        return train(rate, width, trial.number % 5)

    study = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=seed))
    study.optimize(objective, n_trials=trials)
    return study
    ### END SOLUTION


# %% check="6.3"
check("6.3", search)

# %%
folder, rows = new_run("06_comparing/search"), []


def trial(rate, width, seed):
    """Train once, log the curve and the row, and return the accuracy."""
    settings = {"rate": rate, "width": width, "seed": seed}
    name = f"{len(rows):03d}-rate={rate:.3g}-width={width}-seed={seed}"
    with SummaryWriter(folder / name) as writer:
        result = comparing.train(rate, width, seed, writer=writer)
        writer.add_hparams(settings, result.metrics, name="row", global_step=comparing.STEPS)
    rows.append((settings, result))
    return result.accuracy


with contextlib.suppress(NotImplementedError):
    search(trial, 30, seed=0)
if not rows:  # 6.3 is not written yet: settings drawn at random stand in
    for drawn in comparing.drawn(30, seed=0):
        trial(*drawn)

# %% [markdown]
# Choose the tab *HParams* and filter `06_comparing/search` in its list. *Table view* sorts by a column;
# *parallel coordinates view* draws a line for each trial. Here are the top rows:

# %%
rows.sort(key=lambda row: -row[1].accuracy)
print(f"{'rate':>7}{'width':>7}{'seed':>6}{'accuracy':>10}")
for settings, result in rows[:6]:
    print(
        f"{settings['rate']:7.3f}{settings['width']:7}{settings['seed']:6}{result.accuracy:10.3f}"
    )

# %% [markdown]
# ## The winner again
#
# The top row is the highest of 30 numbers. Each has a standard error of 0.023, the square root of 0.8 · 0.2 / 300, for
# an accuracy of 0.8 over 300 examples. **Predict, then run.**
# We train each of the five top rows with five new seeds. What accuracy does the winner have on average? What does it
# have on 4,000 test examples, which the search has not seen?

# %%
winner_again = ...  # your guess, such as (0.80, 0.80)

# %%
again = []
for place in range(5):
    settings = {name: value for name, value in rows[place][0].items() if name != "seed"}
    results = [comparing.train(**settings, seed=seed) for seed in range(10, 15)]
    again += [
        (settings | {"seed": seed}, result.accuracy)
        for seed, result in zip(range(10, 15), results, strict=True)
    ]
    found, tests = ([getattr(result, name) for result in results] for name in ("accuracy", "test"))
    print(
        f"row {place}: in the table {rows[place][1].accuracy:.3f}; again {statistics.mean(found):.3f},",
        f"from {min(found):.3f} to {max(found):.3f}; test {statistics.mean(tests):.3f}",
    )
guessed("winner_again")

# %% [markdown]
# In our search the winner came down from 0.803 to 0.767: a score that is chosen because it is high was lucky, too.
# Averaged over five seeds, the winner of the table is the last of the five, and the third row is the first, with
# 0.791. On the test examples the third row is nearly the best, and the winner is lower by 0.016. The winner's five
# accuracies range from 0.727 to 0.797, which is more than what separates the five rows.
#
# ### 6.4 The best, with their standard deviation (further)
#
# Judge a setting by the mean and the standard deviation over its seeds, if there are enough of them.


# %% exercise="6.4"
# Exercise 6.4
def best(rows, count):
    """Return the best `count` settings as [(settings, mean, spread, seeds), …], the highest mean first.

    rows is [(settings, accuracy), …]; settings may have any names. Those that differ in "seed" alone belong together;
    the settings that are returned have no "seed". Those with fewer than three seeds are left out; where fewer than
    `count` are left, all of them are returned. The spread is the sample standard deviation, statistics.stdev.
    """
    ### BEGIN SOLUTION
    #: # A dictionary cannot be a key of another one; tuple(sorted(settings.items())) can, and dict(...) turns it back.
    together = defaultdict(list)
    for settings, accuracy in rows:
        plain = {name: value for name, value in settings.items() if name != "seed"}
        together[tuple(sorted(plain.items()))].append(accuracy)
    lines = [
        (dict(key), statistics.mean(found), statistics.stdev(found), len(found))
        for key, found in together.items()
        if len(found) >= 3
    ]
    return sorted(lines, key=lambda line: line[1], reverse=True)[:count]
    ### END SOLUTION


# %% check="6.4"
check("6.4", best)

# %%
with contextlib.suppress(NotImplementedError):
    for settings, mean, spread, seeds in best(again, 5):
        print(
            f"rate {settings['rate']:.3f}, width {settings['width']:2}: {mean:.3f} ± {spread:.3f} over {seeds} seeds"
        )

# %% [markdown]
# After 30 trials and 25 more, this is what you can report: settings with mean, standard deviation and the number of
# seeds, 200 steps each. The five trials from the table are left out, because they were chosen for being high.

# %% [markdown]
# ## Which hyperparameter mattered?
#
# Twenty trials of another search come with the course; their settings were drawn at random. What the parallel
# coordinates draw can be read back from the log:

# %%
trials = {
    f"s-{number}": read_run(given_run(f"06_comparing/s-{number}")) for number in range(10, 30)
}
print(f"{'run':6}{'rate':>9}{'width':>7}{'seed':>6}{'accuracy':>10}")
for name, run in trials.items():
    values = run.hparams.values
    print(
        f"{name:6}{values['rate']:9.4f}{values['width']:7.0f}{values['seed']:6.0f}",
        f"{run.scalars['end/accuracy'].values[-1]:9.3f}",
    )

# %% [markdown]
# In TensorBoard they are `given/06_comparing/s-`. Set the axis of `rate` to logarithmic, and drag along an axis of the
# parallel coordinates to keep the trials in a range.
#
# ### 6.5 Which hyperparameter mattered
#
# - `mattered`: which of the three, `"rate"` (the learning rate), `"width"` or `"seed"`, decides whether a trial is
#   good?
# - `as_good`: how many rows are within 0.05 of the highest accuracy, that one included? (0.05 is a rule of thumb, twice
#   the standard error of one accuracy over 300 examples.)
# - `rates`: the lowest and the highest learning rate among those rows.
# - `widths`: the widths that occur among those rows.

# %% exercise="6.5"
# Exercise 6.5
### BEGIN SOLUTION
#: # Sort the rows by accuracy, and look at the top ones: in what are they alike?
reading = {"mattered": "rate", "as_good": 5, "rates": (0.12, 0.99), "widths": [4, 8, 16, 32, 64]}
### END SOLUTION

# %% check="6.5"
check("6.5", reading)

# %% [markdown]
# ## What a log supports
#
# A comparison is fair if it changes one thing. Five small ones come with the course, six runs each,
# `given/06_comparing/a-` to `e-`. These are the claims:
#
# - a: "Width 16 is better than width 64."
# - b: "A learning rate of 0.3 is better than one of 0.01."
# - c: "Of the six settings, a learning rate of 0.3 with width 16 is the best."
# - d: "We tried two learning rates and took the better one, 0.5. On examples that played no part in that, it reaches
#   0.777."
# - e: "In the table, the six rows differ in their seed alone, and range from 0.72 to 0.80. That is the effect of the
#   seed."

# %%
for letter in "abcde":
    print(letter)
    for number in range(6):
        run = read_run(given_run(f"06_comparing/{letter}-{number}"))
        values = ", ".join(f"{name} {value:g}" for name, value in run.hparams.values.items())
        ends = ", ".join(
            f"{tag} {points.values[-1]:.3f} at {points.steps[-1]}"
            for tag, points in run.scalars.items()
        )
        print(f"  {values:48} {ends}")

# %% [markdown]
# ### 6.6 Which claim does the log support?
#
# For each comparison: a verdict, and a tag or a hyperparameter in which it shows. The verdicts are `"supported"`,
# `"lucky seed"`, `"unequal budgets"`, `"tuned on the test set"` and `"differing keys"`.

# %% exercise="6.6"
# Exercise 6.6
### BEGIN SOLUTION
#: claims = {"a": (..., ...), "b": (..., ...), "c": (..., ...), "d": (..., ...), "e": (..., ...)}  # (verdict, where)
claims = {
    "a": ("unequal budgets", "val/accuracy"),
    "b": ("supported", "seed"),
    "c": ("lucky seed", "seed"),
    "d": ("tuned on the test set", "test/accuracy"),
    "e": ("differing keys", "momentum"),
}
### END SOLUTION

# %% check="6.6"
check("6.6", claims)

# %% [markdown]
# What each of them needs next:
#
# - *lucky seed*: five seeds of each setting;
# - *unequal budgets*: the same number of steps for both;
# - *tuned on the test set*: a choice on validation examples, and the test set once;
# - *differing keys*: the same keys in all trials.

# %% [markdown]
# ## Resuming
#
# A run stops at step 59, and its last checkpoint was written at step 40. It is resumed there, in the same folder.
# **Predict, then run.** It goes on to step 79. How many points do TensorBoard's two loaders show (the fast one, and the
# one of `--load_fast=false`)? The second line is with `purge_step=40` for the second writer; the third with
# `purge_step=0` for the first one, too.

# %%
points_shown = ...  # your guess, such as [(80, 80), (80, 80), (80, 80)]

# %%
for number, purges in enumerate([(None, None), (None, 40), (0, 40)]):
    folder = new_run(f"06_comparing/resume-{number}")
    for part, (first, last) in enumerate([(0, 60), (40, 80)]):
        with SummaryWriter(folder, purge_step=purges[part], filename_suffix=f".{part}") as writer:
            for step in range(first, last):
                writer.add_scalar("train/loss", 1 / (1 + step) + part / 10, step)
    run = read_run(folder)
    points = run.scalars["train/loss"]
    print(
        f"purge_step {purges!s:12} in the files {len(points)} points, the fast loader shows",
        f"{points.kept_by_fast_loader.sum()}, the other {comparing.kept_by_slow_loader(run, 'train/loss').sum()}",
    )
guessed("points_shown")

# %% [markdown]
# The fast loader takes any step that goes back for a restart, and drops what it replaces. The other one draws a zigzag
# unless a purge marks what is void. It ignores the first purge of a run, which is why the first writer needs one, too.
# The files keep all points.
#
# ### 6.7 Resumed without a seam (further)
#
# There is one more trap. tensorboardX names its file after the second in which it is opened, so a run that crashes at
# once and is resumed within that second overwrites its own log. The step isn't a safe name either, because a run may
# be resumed twice at the same step. TensorBoard reads the files of a run in the order of their names, sorted as text,
# so what you add to a name has to sort, too.


# %% exercise="6.7"
# Exercise 6.7
def open_writer(folder, step):
    """Return a SummaryWriter on `folder` for a training that begins at `step`: 0, or where it is resumed.

    It may be resumed more than once, by a new process each time, also at the same step or at an earlier one, and within
    one second. Both loaders then show each step once, and no file is overwritten.
    """
    ### BEGIN SOLUTION
    #: # purge_step voids what was logged from that step on. filename_suffix is put behind the file's name, and
    #: # f".{7:04d}" is ".0007". What does the folder tell you about the writers before this one?
    files = len(list(Path(folder).glob("*tfevents*")))
    return SummaryWriter(str(folder), purge_step=step, filename_suffix=f".{files:04d}")
    ### END SOLUTION


# %% check="6.7"
check("6.7", open_writer)

# %% [markdown]
# ## The alarm
#
# A checkpoint holds more than weights: the optimizer's state, the step of the schedule, the order of the data. If you
# forget one of them, it may not show. Without the optimizer's momentum, our runs ended where they would have ended with
# it, and the curves that we log showed no difference.
#
# Here are ten small runs whose kind you know. The healthy ones:
#
# - *through* was never stopped;
# - *resumed* was stopped, and began again at its last checkpoint, with a `purge_step`;
# - *continued* was stopped right at a checkpoint, so that nothing overlaps.
#
# The sick ones:
#
# - *weights*: the weights were not loaded;
# - *schedule*: the learning rate's schedule began anew;
# - *overlap*: it was trained correctly, but its writer got no `purge_step`.

# %%
practice = Practice(new_folder("06_comparing/practice"))
print(f"{'':13}{'steps at the seam':>18}{'purges':>8}{'val/loss':>18}{'learning rate':>18}")
for name, run in practice.runs.items():
    loss, rate = run.scalars["val/loss"], run.scalars["learning_rate"]
    if len(run.files) == 1:
        print(f"{name:13}{'none':>18}")
        continue
    seam = int(np.argmax(loss.files > 0))  # the first point of the second file
    print(
        f"{name:13}{loss.steps[seam - 1]:10} → {loss.steps[seam]:5}{len(run.purges):8}",
        f"{loss.values[seam - 1]:9.3f} → {loss.values[seam]:.3f}",
        f"{rate.values[seam - 1]:9.3f} → {rate.values[seam]:.3f}",
    )

# %% [markdown]
# Filter `06_comparing/practice` and look at val/loss. New weights are visible at once. A schedule that begins anew
# hardly is, but the logged learning rate shows it. (It rises for 40 steps and then falls to 0.) One purge is the first
# writer's `purge_step=0`. Where there are two, the second writer had a `purge_step`, too.
#
# ### 6.8 The alarm for a resumed training
#
# Write `alarm(run)`. For a run that was resumed badly it returns a step, from the first one after the restart to 50
# steps later. For a healthy run it returns `None`.
#
# Your alarm is called again and again while the log grows, and its first report counts. At the beginning there is one
# point. It is tried on ten runs like these that you haven't seen, four of them healthy. Nine must be right.


# %% exercise="6.8"
# Exercise 6.8
def alarm(run):
    """Return the step at which `run` is seen to have been resumed badly, None where all is well.

    run.scalars["val/loss"] and run.scalars["learning_rate"] have .steps and .values, in file order, and
    .kept_by_fast_loader, bool[n]: without the points that were replaced. run.is_reused says whether steps come again
    that no purge declared void.
    """
    ### BEGIN SOLUTION
    #: # Three signals: steps that come again undeclared; a loss far above what it was just before; a rate that rises
    #: # after its warm-up. Compare points that are kept only: the others are of the training that was given up.
    loss, rate = run.scalars["val/loss"], run.scalars["learning_rate"]
    if run.is_reused:
        back = np.flatnonzero(np.diff(loss.steps) <= 0)[0] + 1
        return int(loss.steps[back])
    kept = loss.kept_by_fast_loader
    steps, losses, rates = loss.steps[kept], loss.values[kept], rate.values[kept]
    for i in range(3, len(steps)):
        if losses[i] > 1.5 * losses[i - 3 : i].mean() or (
            steps[i] > 100 and rates[i] > rates[i - 1]
        ):
            return int(steps[i])
    return None
    ### END SOLUTION


# %% check="6.8"
check("6.8", alarm)

# %%
with contextlib.suppress(NotImplementedError):
    print(practice.table(alarm))

# %% [markdown]
# The table shows what your alarm reports for the practice runs, next to the steps at which it would be right. The last
# line keeps it with the others in `work/alarms.py`.

# %%
keep_alarm("06_comparing", alarm)

# %% [markdown]
# ## Now on yours
#
# No points here. Put these lines into the script that trains your own model, and call `again` with the setting that you
# believe in.


# %%
def again(train, settings, seeds=range(1000, 1005)):
    """Train one setting with new seeds; log a complete row of each; return mean and standard deviation."""
    plain = {
        name: value if isinstance(value, (bool, int, float, str)) else str(value)
        for name, value in settings.items()
    }
    scores = []
    for seed in seeds:
        with SummaryWriter(new_run(f"06_comparing/yours/seed={seed}")) as writer:
            score = train(writer, seed=seed, **settings)
            row = {"end/score": score}
            writer.add_hparams({**plain, "seed": seed}, row, name="row", global_step=0)
        scores.append(score)
    return statistics.mean(scores), statistics.stdev(scores)


def example(writer, seed, rate):
    """Stand in for your own training function, which takes a writer, a seed and settings, and returns a score."""
    writer.add_scalar("seed", seed, 0)
    return 0.8 + 0.01 * (seed % 3) - abs(rate - 0.1)


mean, std = again(example, {"rate": 0.1})
print(f"{mean:.3f} ± {std:.3f}")

# %% [markdown]
# Answer three questions:
#
# 1. Is your best setting still the best, by more than two standard deviations?
# 2. How many trials came before it, and did the baseline get as many?
# 3. Which data chose, and which data gave the number that you report?
