# %% [markdown]
# # Lab 10: A language model from scratch
#
# After this lab you can
#
# - read a language model's loss in nats, bits and perplexity, and tell which reference line it has crossed;
# - ask a model for its loss as generation asks it, and find a model that sees what it is to predict;
# - count exactly the positions that a fine-tuning loss is meant to count, and see what was forgotten;
# - decide while a log grows whether the loss after a spike comes back by itself.
#
# It takes about 75 minutes. Four exercises carry its 16 points (38 minutes); three are marked *further* and carry none.
# Chapter 10, [A language model from scratch](/chapters/10-language-model.md), goes into more detail.
#
# Under each exercise is a cell with `check(...)`. It calls your code, reads the event files that it left, and reports
# in one line whether it is right. Where it isn't yet, hints are folded under the line. In a terminal,
# `tbxlab check 10 --watch` judges the notebook whenever you save it. Everything works without a network connection,
# and the core packages are enough. The cells that train take about 10 seconds together.

# %%
import contextlib
import math
from dataclasses import replace

import numpy as np
import torch
from tensorboardX import SummaryWriter
from torch.nn.functional import cross_entropy

from tbxlab import check, given_run, guessed, keep_alarm, new_folder, new_run, read_run
from tbxlab.lab10 import (
    Practice,
    checkpoint,
    finetune,
    measure,
    questions,
    rules,
    stories,
    training,
)
from tbxlab.lab10.grammar import VOCABULARY, decode
from tbxlab.lab10.stories import Stories

torch.set_num_threads(1)
corpus = Stories()
print(decode(corpus.rows[0]))
print(f"{len(corpus.rows):,} stories of {sum(map(len, corpus.rows)) / len(corpus.rows):.0f} words")

# %% [markdown]
# A small grammar of our own wrote these stories. Every choice in it was made at one word, with known probabilities, so
# we know for each word what it costs at least. The mean of that is the **floor**: in the long run, the loss of a model
# that predicts these stories can't be below it.
#
# The other lines belong to models that count. *Unigram* knows how frequent each word is, *bigram* looks at the last
# word, *5-gram* at the last four. *Uniform* knows nothing.

# %%
lines = stories.lines()
for name, nats in lines.items():
    print(f"{name:8} {nats:.3f} nats a word")

# %% [markdown]
# ## From scratch
#
# The model is a decoder of two layers with 113,536 parameters. A full training run has 3,000 steps and takes minutes,
# so its log comes with the course. Your own run below makes the first 150 of these steps.
#
# **Predict, then run.** With 98 words in the vocabulary: what is the loss, in nats, before the first step?

# %%
first_loss = ...  # your guess

# %%
model = training.build(corpus, checkpoint.SETTING, seed=checkpoint.SEED)
folder = new_run("10_language_model/mine")
with SummaryWriter(folder) as writer:
    training.train(
        model,
        Stories(seed=checkpoint.SEED),
        checkpoint.SETTING,
        seed=checkpoint.SEED,
        writer=writer,
        schedule=training.Schedule(train=1, validation=50, samples=50),
        stop=150,
    )
mine = read_run(folder)
told = mine.texts["samples/temperature-1.0/text_summary"]
for step, text in zip(told.steps, told.values, strict=True):
    print(f"step {step:3}: {text[:110]}")
guessed("first_loss", round(float(mine.scalars["val/loss"].values[0]), 2))

# %% [markdown]
# Open the tab *Time Series* and filter the runs by `10_language_model/(mine|lines|long)`. The reference lines are runs
# of two points each, logged under the same tag as the loss, so TensorBoard draws them into its card. (Your own
# project's baselines can be drawn in the same way.)

# %%
for name, nats in lines.items():
    with SummaryWriter(new_run(f"10_language_model/lines-{name}")) as writer:
        for step in (0, checkpoint.STEPS):
            writer.add_scalar("val/loss", nats, step)
long = read_run(given_run(checkpoint.RUN))
for tag in ("train/loss", "val/loss"):
    points = long.scalars[tag]
    some = [
        at
        for at, step in enumerate(points.steps)
        if step in (0, 50, 100, 150, 200, 250, 300, 500, 1000, 2000, 3000)
    ]
    print(f"{tag:11}", ", ".join(f"{points.steps[at]}: {points.values[at]:.3f}" for at in some))

# %% [markdown]
# A loss is a mean over words, and a mean can hide one kind of word. This table has the loss of the committed checkpoint
# for each kind. *Again* are words for which the story leaves no choice: the color of the thing was chosen earlier.

# %%
print("                  words   loss  floor")
for kind, (count, loss, floor) in rules.by_kind(checkpoint.load(), stories.held_out()).items():
    print(f"{kind:15} {count:7} {loss:6.3f} {floor:6.3f}")

# %% [markdown]
# ### 10.1 Which lines has it crossed?
#
# Read `long`, the run of 3,000 steps, and the table. Give the first `val/loss` in bits and as a perplexity. Give the
# first logged step at which `val/loss` is below the bigram's line, and below the 5-gram's. Give the kind of word that
# is *not learned*: its loss is farthest above its floor although the story leaves no choice.

# %% exercise="10.1"
# Exercise 10.1
### BEGIN SOLUTION
#: reading = {
#:     "first bits": ...,
#:     "first perplexity": ...,
#:     "bigram": ...,  # a step
#:     "5-gram": ...,  # a step
#:     "not learned": ...,  # a kind of word, as in the table
#: }
reading = {
    "first bits": 6.63,
    "first perplexity": 98.8,
    "bigram": 50,
    "5-gram": 200,
    "not learned": "place again",
}
### END SOLUTION

# %% check="10.1"
check("10.1", reading)

# %% [markdown]
# Bits are nats divided by ln 2, and a perplexity is e to the power of the nats: among how many equally likely words the
# model would be as unsure. The vocabulary sets the unit, so a perplexity of words and one of characters can't be
# compared. Bits per character of the same text can.

# %% [markdown]
# ## Asked as generation asks
#
# A training loop computes all positions of a text at once. Generation has only the words before. If the model can see
# the word that it is to predict, the loop's loss falls toward 0, on training text and on held-out text alike.
#
# ### 10.2 One by one
#
# Write the loss that generation meets: each word is asked for with only the words before it in the input.


# %% exercise="10.2"
# Exercise 10.2
def one_by_one(model, x, y):
    """Return the mean loss in nats over all targets, each asked for with only the tokens before it in the input.

    x is int64[b, t], y the next token of each position, or -100 for padding; model(ids) gives logits [b, t, words].
    Each target counts once. The model may come in train mode: it is measured in eval mode and left as it came.
    """
    ### BEGIN SOLUTION
    #: # For position t: model(x[:, : t + 1]) sees no later token. Its last logits are the ones to compare with y[:, t].
    #: # cross_entropy(logits, targets, ignore_index=-100, reduction="sum") adds up; count what you added.
    training = model.training
    model.eval()
    total = count = 0
    with torch.no_grad():
        for t in range(x.shape[1]):
            logits = model(x[:, : t + 1])[:, -1]
            total += cross_entropy(logits, y[:, t], ignore_index=-100, reduction="sum").item()
            count += (y[:, t] != -100).sum().item()
    model.train(training)
    return total / count
    ### END SOLUTION


# %% check="10.2"
check("10.2", one_by_one)

# %% [markdown]
# **Predict, then run.** Your model of 150 steps has a causal mask. Without one, the same weights see every word. Which
# of the two losses changes: the one at once, the one asked one by one, or both?

# %%
changes = ...  # your guess: "at once", "one by one" or "both"

# %%
x, y = stories.pad([each.ids for each in stories.held_out()[:8]])
for causal in (True, False):
    for block in model.layers():
        block.attention.causal = causal
    with contextlib.suppress(NotImplementedError):
        at_once, each = measure.evaluate(model, x, y), one_by_one(model, x, y)
        print(f"causal {causal!s:5}: at once {at_once:.3f}, one by one {each:.3f}")
for block in model.layers():
    block.attention.causal = True
guessed("changes", "both")

# %% [markdown]
# With the mask the two are one number. Without it they part: that is the test, and it costs seconds on a few held-out
# texts. A model that was *trained* without the mask does far better at once and far worse one by one.

# %% [markdown]
# ## Then fine-tuned
#
# The checkpoint tells stories. Now it learns to answer questions about one: 3,000 pairs of a story with a question, and
# an answer in the story's own words.

# %%
for pair in questions.held_out_pairs()[:5]:
    print(f"{pair.kind:7}", "…", decode(pair.prompt[-9:]), "->", decode(pair.answer))

# %% [markdown]
# ### 10.4 Which positions count?
#
# A fine-tuning loss usually counts the answer and not the prompt. Log both: `loss/answer` is the mean over the tokens
# of the answers, `loss/all` the mean over the tokens of prompts and answers, without the first one of each text.


# %% exercise="10.4"
# Exercise 10.4
def log_losses(writer, model, pairs, step):
    """Log loss/answer and loss/all of a batch at `step`, in nats a token.

    pairs: a list of (prompt, answer), two lists of token numbers of any length; model(ids) gives the logits of each
    next token, for ids int64[b, t]. Fill rows up with 0: that padding counts in neither loss.
    """
    ### BEGIN SOLUTION
    #: # Build whole = prompt + answer + padding. The input is whole[:, :-1], the targets are whole[:, 1:].
    #: # A target of -100 doesn't count in cross_entropy: which positions get one, for each of the two losses?
    longest = max(len(prompt) + len(answer) for prompt, answer in pairs)
    whole = torch.tensor([p + a + [0] * (longest - len(p) - len(a)) for p, a in pairs])
    everything, only_answer = whole.clone(), whole.clone()
    for row, (prompt, answer) in enumerate(pairs):
        everything[row, len(prompt) + len(answer) :] = -100
        only_answer[row, len(prompt) + len(answer) :] = -100
        only_answer[row, : len(prompt)] = -100
    logits = model(whole[:, :-1]).flatten(0, 1)
    writer.add_scalar("loss/answer", cross_entropy(logits, only_answer[:, 1:].flatten()), step)
    writer.add_scalar("loss/all", cross_entropy(logits, everything[:, 1:].flatten()), step)
    ### END SOLUTION


# %% check="10.4"
check("10.4", log_losses)

# %% [markdown]
# **Predict, then run.** Fine-tuned on the answers alone for 60 steps, from the checkpoint: what happens to the loss on
# plain stories, `val/pretrain`, which is at the beginning close to the floor?

# %%
pretrain_after = ...  # your guess, in nats: lower, about the same, or how much higher?

# %%
brief = replace(finetune.SETTINGS["answers"], steps=60, warm_up=10)
folder = new_run("10_language_model/tuned")
with SummaryWriter(folder) as writer:
    finetune.train(checkpoint.load(), brief, seed=0, writer=writer, validate_every=30)
tuned = read_run(folder).scalars
for tag in ("val/answer", "val/pretrain", "val/all"):
    print(f"{tag:13}", " ".join(f"{value:.2f}" for value in tuned[tag].values))
guessed("pretrain_after", round(float(tuned["val/pretrain"].values[-1]), 2))

# %% [markdown]
# The answers are learned and the stories are forgotten; in a log without `val/pretrain` only the first half is visible.
# `val/all` rises as well, because most of its positions belong to the prompt: which loss you log decides which run
# looks better. The cure is *replay*, a batch of the old text beside each batch of the new one. Try it:
# `brief = replace(brief, replay=2)`.

# %% [markdown]
# ## Wait or roll back?
#
# The loss of a long run jumps. Should you wait, or go back to the checkpoint before the jump? Waiting costs the hours
# until you are sure. Rolling back costs the hours since the checkpoint, which are wasted if the loss would have come
# back by itself. Here are twenty logs of small language models, named after what happens:
#
# - *healthy*: no spike.
# - *back*: after a few bad batches, the loss is where it was within 60 steps.
# - *stays*: it does not come back for 110 steps. The cause is too high a learning rate, junk among the batches from
#   then on, damaged weights, or another vocabulary file.
#
# The models are trained on stories, or on the docstrings of SciPy or scikit-learn. They log nats, bits, or the sum of
# a batch instead of its mean, and their first point has any step.

# %%
practice = Practice(new_folder("10_language_model/practice"))
print(f"{'':10}{'steps':>16}{'lowest':>8}{'highest':>9}{'last 15':>9}   train/loss")
for name, run in practice.runs.items():
    loss = run.scalars["train/loss"]
    print(
        f"{name:10}{loss.steps[0]:>8} – {loss.steps[-1]:<6}{loss.values.min():7.2f}"
        f"{loss.values.max():9.2f}{np.median(loss.values[-15:]):9.2f}"
    )

# %% [markdown]
# Each log has `train/loss` and `grad/norm` at every step. Filter `10_language_model/practice`, choose *Relative* or
# select one run at a time, and set the smoothing to 0. For how many steps is a loss above its level before, where it
# comes back?
#
# ### 10.5 Wait or roll back?
#
# Write `alarm(run)`: the step at which you decide to roll back, or `None` as long as you wait. It is asked again and
# again while the log grows, and what it reports first counts. It is tried on twenty unseen logs like these: 8 *stays*,
# 8 *back*, 4 *healthy*. 19 must be right, which is
#
# - for a healthy log and one that comes back: `None`;
# - for one that stays: a step from 55 to 90 steps after the jump. Half of these had a single bad batch some time
#   before.


# %% exercise="10.5"
# Exercise 10.5
def alarm(run):
    """Return the step at which it is clear that the spike of `run` stays, None as long as it isn't.

    run.scalars["train/loss"] and ["grad/norm"] have .steps and .values, numpy arrays of the same length.
    """
    ### BEGIN SOLUTION
    #: # What is high in a log whose unit and text you don't know? How long has it to stay high, and what do you do
    #: # with one odd batch?
    loss, wait = run.scalars["train/loss"], 70
    for i in range(wait + 30, len(loss), 5):  # every fifth step is soon enough
        before = np.median(loss.values[i - wait - 30 : i - wait])
        levels = [np.median(loss.values[j - 14 : j + 1]) for j in range(i - wait + 15, i + 1, 5)]
        if min(levels) > 1.12 * before:
            return int(loss.steps[i])
    return None
    ### END SOLUTION


# %% check="10.5"
check("10.5", alarm)

# %%
with contextlib.suppress(NotImplementedError):
    print(practice.table(alarm))

# %% [markdown]
# It joins your other alarms in `work/alarms.py`.

# %%
keep_alarm("10_language_model", alarm)

# %% [markdown]
# An alarm like this one costs the time that you wait. That is why large runs keep checkpoints from *before* the last
# few hundred steps, too: when you decide to roll back, the last checkpoint is already of the time after the jump.

# %% [markdown]
# ## Further
#
# ### 10.6 The largest attention logit (further)
#
# When queries and keys grow, the softmax of the attention turns into a hard choice of one token, and hardly any
# gradient passes. The loss doesn't show why it stops falling; the logits before the softmax do. Log the largest one.


# %% exercise="10.6"
# Exercise 10.6
def log_largest_logit(writer, q, k, step):
    """Log attention/largest_logit: the logit that is largest in size, of those that a causal softmax gets.

    q and k are float32[b, heads, t, d]. A logit is a query times a key, divided by the square root of d. A query sees
    the keys at its own position and before.
    """
    ### BEGIN SOLUTION
    #: # q @ k.transpose(-1, -2) has a row for each query. tril() keeps what lies on and below the diagonal.
    logits = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])
    writer.add_scalar("attention/largest_logit", logits.tril().abs().max().item(), step)
    ### END SOLUTION


# %% check="10.6"
check("10.6", log_largest_logit)

# %% [markdown]
# ### 10.7 LoRA by hand (further)
#
# An adapter leaves a linear layer as it is and adds a product of two small matrices to its output. At the beginning the
# product is zero.


# %% exercise="10.7"
# Exercise 10.7
class LoRA(torch.nn.Module):
    """linear(x) + x Aᵀ Bᵀ with A float32[rank, in] drawn at random and B float32[out, rank] zero.

    Only A and B learn; the layer that it is given stays as it is.
    """

    def __init__(self, linear, rank):
        super().__init__()
        ### BEGIN SOLUTION
        #: # linear.in_features, linear.out_features; torch.nn.Parameter(torch.zeros(…)) learns.
        #: raise NotImplementedError
        self.linear = linear.requires_grad_(False)
        self.A = torch.nn.Parameter(
            torch.randn(rank, linear.in_features) / math.sqrt(linear.in_features)
        )
        self.B = torch.nn.Parameter(torch.zeros(linear.out_features, rank))
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        #: raise NotImplementedError
        return self.linear(x) + x @ self.A.T @ self.B.T
        ### END SOLUTION


# %% check="10.7"
check("10.7", LoRA)

# %% [markdown]
# ### 10.8 A baseline by counting (further)
#
# The reference lines of this lab come from counting. Write one: a model of order `n` knows the last `n` − 1 tokens, and
# where it has seen little it trusts the model of the next lower order.


# %% exercise="10.8"
# Exercise 10.8
def counted_loss(train, test, order, vocabulary):
    """Return the mean of -ln p in nats over the tokens of all `test` rows but the first of each row.

    p₀ = 1 / vocabulary. For n = 1 … order, h the last n - 1 tokens before w in its row:
    pₙ(w) = (count(h, w) + kinds(h) · pₙ₋₁(w)) / (count(h) + kinds(h)), where count(h, w) is how often w comes after h
    in the rows of `train`, count(h) the sum of these over all w, and kinds(h) the number of different w after h.
    Stop where h was never seen or doesn't fit into the row; the last p counts. Rows are counted one by one.
    """
    ### BEGIN SOLUTION
    #: # after = {} may hold, for each tuple h, a dictionary of the counts of what comes after it.
    after = {}
    for row in train:
        for at, token in enumerate(row):
            for length in range(min(order, at + 1)):
                counts = after.setdefault(tuple(row[at - length : at]), {})
                counts[token] = counts.get(token, 0) + 1
    losses = []
    for row in test:
        for at in range(1, len(row)):
            p = 1 / vocabulary
            for length in range(min(order, at + 1)):
                counts = after.get(tuple(row[at - length : at]))
                if counts is None:
                    break
                p = (counts.get(row[at], 0) + len(counts) * p) / (
                    sum(counts.values()) + len(counts)
                )
            losses.append(-math.log(p))
    return sum(losses) / len(losses)
    ### END SOLUTION


# %% check="10.8"
check("10.8", counted_loss)

# %%
some, test = Stories(2000, seed=1_000).rows, [each.ids for each in stories.held_out()]
for order in (1, 2, 3, 5):
    with contextlib.suppress(NotImplementedError):
        print(order, f"{counted_loss(some, test, order, len(VOCABULARY)):.3f} nats a word")

# %% [markdown]
# What a count model of your own text reaches is worth a minute of work: a network whose loss is above that line has
# learned less than a table.
