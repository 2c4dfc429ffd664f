# %% [markdown]
# # Lab 08: Fine-tuning a CNN with eyes open
#
# After this lab you can
#
# - train from scratch, with a frozen body, in full and at discriminative learning rates, and compare them with a
#   baseline without a network;
# - say what each of them bought, as far as the seeds decide it, and which layers moved;
# - find a leak between training and validation, and the images that are on both sides;
# - write an alarm that says when to stop, and that waits where a loss comes back;
# - walk the whole path of a project, to one look at the test set and a run card that brings the network back.
#
# It takes about 85 minutes. Five exercises carry its 16 points (45 minutes); two are marked *further* and carry none.
# Chapter 08, [Fine-tuning a CNN with eyes open](/chapters/08-cnn.md), goes into more detail.
#
# Under each exercise stands a cell with `check(...)`: it calls your code, reads the event files that it left, and says
# in one line whether it is right. Where it is not yet, hints are folded under the line. In a terminal,
# `tbxlab check 08 --watch` judges the notebook whenever you save it. Everything works without a network connection;
# the core packages are enough. The cells that train take about half a minute together.

# %%
import contextlib
import itertools
from dataclasses import replace

import numpy as np
import torch
from tensorboardX import SummaryWriter
from torch.nn.functional import interpolate

from tbxlab import check, given_run, guessed, keep_alarm, new_run, read_run
from tbxlab.lab08 import (
    Practice,
    characters,
    cnn,
    digits,
    finetune,
    images,
    sick,
    splits,
    task,
    weights,
)
from tbxlab.lab08.finetune import METHODS

torch.set_num_threads(1)  # small images: a second thread gains little

# %% [markdown]
# ## Prepare: what the network gets
#
# The **source** is printed letters, 37 kinds in 16 fonts, rotated and sheared. A network has learned to read them, and
# its weights come with the course. The **target** is handwritten digits, and labels are expensive: 3, 10 or 30 for each
# digit. No digit was among the letters.

# %%
letters, letters_y = characters.draw(48, torch.Generator().manual_seed(0))
few, few_y = digits.few_labels(3, seed=0)
folder = new_run("08_cnn/data")
with SummaryWriter(folder) as writer:
    for name, shown in (("source", letters), ("target", few)):
        writer.add_images(f"data/{name}", interpolate(shown, scale_factor=4), 0)
for name, which in (
    ("training pool", digits.TRAINING),
    ("validation", digits.VALIDATION),
    ("test", digits.TEST),
):
    X, y = digits.part(which)
    print(
        f"{name:14} {len(y):4} images, of each digit {y.bincount().min()} to {y.bincount().max()}"
    )

# %% [markdown]
# Choose the tab *Images* and filter `08_cnn/data`. The three parts are different sheets of paper, and so different
# people's handwriting. If you mix them, you validate on handwriting that the network has seen.
#
# **Predict, then run.** Images are normalized: a mean is subtracted, and the result is divided by a standard deviation.
# Whose mean and standard deviation should it be, those of the letters or those of the digits?

# %%
guess_1 = ...  # your guess: "letters" or "digits"

# %%
X_val, y_val = digits.part(digits.VALIDATION)
for name, statistics in (("letters", images.CHARACTERS), ("photographs", images.IMAGENET_GRAY)):
    for what, shown in (("letters", letters), ("digits", X_val)):
        mean, std = images.measure(images.prepare(shown, statistics))
        print(
            f"normalized with the statistics of {name:12} {what:8} mean {mean:5.2f}, deviation {std:.2f}"
        )
guessed("guess_1", "letters")

# %% [markdown]
# It should be the letters'. The weights were made for input that was normalized with these statistics, and that record
# decides, not the mean that comes out. Digits happen to come out near 0 and 1 with them, too. A darker target would
# not, and the letters' statistics would still be right. With the statistics of photographs, which many examples copy,
# the mean is 0.6 off. Nothing fails then, and you will see below what it costs.
#
# ## Build: a body that has learned, a head that has not

# %%
model = finetune.make_model(METHODS["full"], seed=0)
groups = cnn.groups(model)
for name, parameters in groups.items():
    print(f"{name:8} {sum(p.numel() for p in parameters):8,} parameters")
print(f"and {len(cnn.batch_norms(model))} BatchNorm layers, each with a running mean and variance")
with torch.no_grad():
    answers = weights.source_model(weights.given("resnet"))(images.prepare(letters)).argmax(dim=1)
print(
    f"as it was pretrained, it reads {(answers == letters_y).float().mean():.2f} of the 48 letters above"
)

# %% [markdown]
# This is torchvision's own ResNet, cut to size. The head is new: ten classes instead of 37.
#
# ### 8.1 Four ways to begin
#
# `"zero"`: nothing was learned before, and everything learns at one learning rate. `"full"`: the same with the letters'
# weights. `"probe"`: the body is frozen, and only the head learns. `"discriminative"`: the head learns at the given
# learning rate, and each group before it at half the learning rate of the group after it.
#
# The body of `"probe"` has to stay exactly as it is. BatchNorm layers keep a running mean and variance, which aren't
# parameters. In train mode they follow every batch, whatever `requires_grad` is. (The head is one linear layer here,
# for which the mode makes no difference.)


# %% exercise="8.1"
# Exercise 8.1
def make_optimizer(groups, method, rate):
    """Return torch.optim.SGD with momentum 0.9 for the method "zero", "full", "probe" or "discriminative".

    All else is left as SGD has it by itself, so that the methods differ in nothing but what is said above.
    groups is {"stem": [parameters], "layer1": [...], ..., "head": [...]}, from the input to the output. With
    "probe" the body gets no gradients; the others shall learn everywhere.
    """
    ### BEGIN SOLUTION
    #: # SGD takes parameters, or a list of {"params": [...], "lr": ...}, one for each group of layers.
    if method == "probe":
        *body, head = groups.values()
        for parameter in itertools.chain(*body):
            parameter.requires_grad_(False)
        return torch.optim.SGD(head, lr=rate, momentum=0.9)
    shrink = 0.5 if method == "discriminative" else 1.0
    rates = [
        {"params": parameters, "lr": rate * shrink**i}
        for i, parameters in enumerate(reversed(groups.values()))
    ]
    return torch.optim.SGD(rates, lr=rate, momentum=0.9)
    ### END SOLUTION


def set_mode(model, method):
    """Put the model into the mode that a training step needs; it is called before each of them."""
    ### BEGIN SOLUTION
    #: # Before the first step the model is new, in train mode; later the loop has just validated, in eval mode.
    model.train(method != "probe")
    ### END SOLUTION


# %% check="8.1"
check("8.1", (make_optimizer, set_mode))

# %% [markdown]
# ## Train: four ways, two seeds, three numbers of labels
#
# The course's loop (`tbxlab.lab08.finetune`, a page long) logs for each group of layers the gradient's norm and the
# update ratio. Each method has the learning rate that was best for it with other seeds, and so has training from
# scratch. But `"zero"` is plain: it has none of the augmentation with which the body was pretrained, which chapter 08
# adds. We train with 3 labels for each digit here, and the runs with 10 and 30 come with the lab.
#
# The **baseline** isn't a network at all: it is a support-vector machine (SVM) on the pixels of the same labels.
# Whatever costs more than that has to be worth it.

# %%
COMPARED = ("zero", "probe", "full", "discriminative")
SEEDS = (0, 1)
runs = {}
for seed in SEEDS:
    folder = new_run(f"08_cnn/3-svm-{seed}")
    with SummaryWriter(folder) as writer:
        for step in range(0, 61, 10):
            writer.add_scalar("val/accuracy", task.baseline(3, seed), step)
    runs[3, "svm", seed] = read_run(folder)
    for method in COMPARED:
        folder = new_run(f"08_cnn/3-{method}-{seed}")
        with SummaryWriter(folder) as writer:
            trained = task.run(METHODS[method], 3, seed, writer=writer)
        runs[3, method, seed] = read_run(folder)
    print(f"seed {seed}: trained")

# %% [markdown]
# **Predict, then run.** Sort the four, and the SVM on the pixels, by validation accuracy with 3 labels for each digit:
# which will be first, and which last?

# %%
guess_2 = ...  # your guess, such as ("svm", "zero")

# %%
for labels in (10, 30):
    for method in ("svm", *COMPARED):
        for seed in SEEDS:
            runs[labels, method, seed] = read_run(given_run(f"08_cnn/{labels}-{method}-{seed}"))
print(f"{'val/accuracy':16}" + "".join(f"{n:>6} labels, seed 0, 1" for n in (3, 10, 30)))
for method in ("svm", *COMPARED):
    ends = [
        [runs[n, method, seed].scalars["val/accuracy"].values[-1] for seed in SEEDS]
        for n in (3, 10, 30)
    ]
    print(f"{method:16}" + "".join(f"{a:16.3f} {b:.3f}" for a, b in ends))
guessed("guess_2")

# %% [markdown]
# Filter `08_cnn/3-` and then `given/08_cnn/(10|30)-` and look at val/accuracy: five lines for each number of labels and
# seed, the baseline as a straight one.
#
# Then filter `given/08_cnn/30-` and look at update/stem … update/layer3: how far a group moves in a step, relative to
# its size. grad/stem … shows how steep the loss is. The learning rate, the momentum and the weights' own size make the
# difference between the two.

# %%
print(f"{'median, 30 labels':16}{'':6}" + "".join(f"{group:>19}" for group in list(groups)[:-1]))
for method in COMPARED:
    scalars = runs[30, method, 0].scalars
    cells = [
        f"{np.median(scalars[f'grad/{group}'].values) if f'grad/{group}' in scalars else 0:8.2f}"
        f" {np.median(scalars[f'update/{group}'].values):10.1e}"
        for group in list(groups)[:-1]
    ]
    print(f"{method:16} grad update" + "".join(cells))

# %% [markdown]
# ### 8.2 What each of them bought
#
# All runs are judged on the same 253 images. To compare two of them precisely you count the images on which only one is
# right (chapter 08 does it), but a log of accuracies does not have them. Therefore we use a rule of thumb: it is *more*
# or *less* only where **both seeds** differ by more than 0.02, which is five images, in the same direction at the last
# step, and *not decided* otherwise.
#
# Then say which group below the head moved most, by the median of its update ratio with 30 labels, in both seeds taken
# together: `"stem"`, `"layer1"`, `"layer2"`, `"layer3"`, `"all alike"` where the largest is less than 1.5 times the
# smallest, or `"none"` where none of them moved at all.

# %% exercise="8.2"
# Exercise 8.2
### BEGIN SOLUTION
#: bought = {  # "more", "less" or "not decided": the first compared with the second
#:     "10 labels: full over svm": ...,
#:     "10 labels: full over zero": ...,
#:     "10 labels: probe over svm": ...,
#:     "30 labels: probe over svm": ...,
#:     "30 labels: discriminative over full": ...,
#: }
#: moved = {"zero": ..., "probe": ..., "full": ..., "discriminative": ...}
bought = {
    "10 labels: full over svm": "more",
    "10 labels: full over zero": "not decided",  # 0.016 in seed 0, 0.107 in seed 1
    "10 labels: probe over svm": "not decided",
    "30 labels: probe over svm": "less",
    "30 labels: discriminative over full": "not decided",
}
moved = {"zero": "stem", "probe": "none", "full": "all alike", "discriminative": "layer3"}
### END SOLUTION

# %% check="8.2"
check("8.2", (bought, moved))

# %% [markdown]
# Two seeds decide little. The course's table (`tbxlab reproduce cnn`) has five seeds and 768 test images. There,
# fine-tuning beats *plain* training from scratch for every seed, on average by 0.10 with 3 labels and by 0.03 with 30.
# A frozen body *loses* to the SVM on the pixels with 30 labels. Discriminative learning rates do not beat plain
# fine-tuning at any of the three numbers.
#
# The update ratios show that these are different training runs, though they begin with the same weights. From scratch,
# the stem moves several times as far in a step as the layers above it, because it has everything to learn. Fine-tuning
# at one learning rate moves all groups alike, by less than 0.1 % of themselves, while discriminative learning rates
# hold the stem back and move layer3. The gradient alone would mislead: with discriminative learning rates, the stem's
# is half as large as layer3's, but its step is a sixth.

# %% [markdown]
# ## Look: is the validation honest?
#
# Three people split their labeled digits, trained the same network by the same method, and report. The SVM on the
# pixels was trained on the same splits.

# %%
for name in "abc":
    scalars = read_run(given_run(f"08_cnn/split-{name}")).scalars
    (X_train, y_train), (X_here, y_here) = splits.pictures(name)
    print(
        f"split {name}: {len(y_train):3} images to train on, {len(y_here):3} to validate:",
        f"network {scalars['val/accuracy'].values[-1]:.3f}, svm {scalars['baseline/val_accuracy'].values[-1]:.3f}",
    )

# %% [markdown]
# ### 8.3 The same image on both sides
#
# One of the three made some altered copies of each image first ("more data"), and split afterwards. Say which, and
# write the function that finds such copies. They are slightly shifted and noisy, so no two are equal. How near is near?
# Two sevens of two people are alike, too: look at how far images are apart where nothing was copied, and where
# something was. (We divide by 8, the square root of 64 pixels, so that a distance is how much a pixel differs.)

# %%
(X_train, _), (X_here, _) = splits.pictures("a")
within = (
    torch.cdist(X_train.flatten(1), X_train.flatten(1)).fill_diagonal_(99).min(dim=1).values / 8
)
print(
    "split a, distance of a training image to the nearest other one, root mean square of a pixel:"
)
print("smallest", f"{within.min():.3f}, median {within.median():.3f}, largest {within.max():.3f}")

# %% exercise="8.3"
# Exercise 8.3
### BEGIN SOLUTION
#: # "a", "b" or "c"
too_good = "c"
### END SOLUTION


def twins(train, validation):
    """Return the indices of the validation images that are an altered copy of a training image.

    Both are float32[n, 1, 8, 8] from 0 (paper) to 1 (ink). An empty list where there are none.
    """
    ### BEGIN SOLUTION
    #: # torch.cdist(A, B) gives all distances between the rows of two matrices. Which are too small for chance?
    apart = torch.cdist(validation.flatten(1), train.flatten(1)).min(dim=1).values / 8
    return (apart < 0.075).nonzero().flatten().tolist()
    ### END SOLUTION


# %% check="8.3"
check("8.3", (too_good, twins))

# %%
with contextlib.suppress(NotImplementedError):
    for name in "abc":
        (X_train, _), (X_here, _) = splits.pictures(name)
        found = twins(X_train, X_here)
        print(
            f"split {name}: {len(found)} of {len(X_here)} validation images are copies of training images"
        )

# %% [markdown]
# The shape of this network's curves does not show it: the loss falls, the accuracy rises, and training and validation
# agree. What shows it is a number that is too good for so few labels, a baseline that is just as perfect, and finally
# the images themselves. **Split first, then augment.**

# %% [markdown]
# ## Adjust: when to stop
#
# Here are ten heads on the frozen body. In most of them, some of the training labels are wrong. val/loss is measured
# every 10 steps on 160 validation images, different ones each time, so it is noisy. There are three kinds: *improving*
# runs improve until the end, *recovering* ones improve but get some batches with senseless labels in between, and runs
# that are *over* begin to memorize the wrong labels.

# %%
practice = Practice(new_run("08_cnn/practice"))
print(f"{'':14}{'lowest val/loss':>16}{'at step':>8}{'end':>7}{'right to stop':>15}")
for name, run in practice.runs.items():
    loss = run.scalars["val/loss"]
    print(
        f"{name:14}{loss.values.min():16.2f}{loss.steps[loss.values.argmin()]:8}{loss.values[-3:].mean():7.2f}",
        f"{practice.windows[name]!s:>14}",
    )

# %% [markdown]
# Filter `08_cnn/practice` and look at val/loss with smoothing at 0 and at 0.6. The level alone does not decide: among
# these ten, some that improve end higher than some that are over.
#
# ### 8.4 When to stop
#
# Write `alarm(run)`: the step at which you stop the training, or `None` as long as it still improves. It is asked again
# and again while the log grows, which may be short at first, and what it reports first counts. It is tried on ten
# unseen runs like these, of which six still improve, and nine must be right. For one that is over, any step is right
# from where the loss, without its noise, is at its lowest to about 250 steps later.


# %% exercise="8.4"
# Exercise 8.4
def alarm(run):
    """Return the step at which to stop, None as long as the loss still improves.

    run.scalars["val/loss"] has .steps and .values, numpy arrays; "train/loss" and "val/accuracy" are there, too.
    """
    ### BEGIN SOLUTION
    #: # How many looks does it take until you believe that it is not only a tremble, nor a bad spell?
    loss = run.scalars["val/loss"]
    lowest, since = np.inf, 0
    for i in range(2, len(loss)):
        mean = loss.values[i - 2 : i + 1].mean()
        if mean < lowest:
            lowest, since = mean, i
        elif i - since >= 10:
            return int(loss.steps[i])
    return None
    ### END SOLUTION


# %% check="8.4"
check("8.4", alarm)

# %%
with contextlib.suppress(NotImplementedError):
    print(practice.table(alarm))

# %%
keep_alarm("08_cnn", alarm)

# %% [markdown]
# An alarm without patience stops runs with a bad spell, and one that never gives up finds nothing. Patience costs
# steps, since you go back to the weights of the lowest loss. The solution's patience is not right for all of these ten
# either: it stops one that would have come back. Your alarm joins the others in `work/alarms.py`.

# %% [markdown]
# ## Evaluate once, save, reload
#
# We settle on full fine-tuning with 30 labels for each digit, by validation. The method, the learning rate and the
# number of steps are settled before the test set is touched. That is what makes its number honest.

# %%
before = finetune.make_model(METHODS["full"], seed=7)
folder = new_run("08_cnn/final")
with SummaryWriter(folder) as writer:
    final = task.run(METHODS["full"], 30, seed=7, writer=writer)
file = folder / "model.pt"
torch.save(final.model.state_dict(), file)
again = cnn.resnet(10, seed=0)
again.load_state_dict(torch.load(file, weights_only=True))
X, y = final.task.validation
with torch.no_grad():
    print(
        "reloaded, not yet in eval mode: largest difference of a logit",
        f"{(again(X) - final.model(X)).abs().max():.3g}",
    )
    again.load_state_dict(torch.load(file, weights_only=True))  # BatchNorm has followed the batch
    print(
        "reloaded, in eval mode:         largest difference of a logit",
        f"{(again.eval()(X) - final.model(X)).abs().max():.3g}",
    )

# %% [markdown]
# A new module starts in train mode, even one whose weights you have just reloaded. If you forget `eval()`, a network
# with BatchNorm gives other predictions, and its BatchNorm layers have changed after the first one.
#
# ### 8.5 A run card
#
# In half a year a colleague finds this run. The card has to contain all of this:
#
# - what the network was trained on, and how many images there were for training, validation and test,
# - the seed, the learning rate and the steps,
# - the baseline, the validation accuracy, and **one** look at the test set,
# - lines of Python, between two lines of three backquotes, that bring the network back under the name `model`, ready to
#   answer.
#
# Each number needs its name beside it, in its line or at the head of its column. The check runs what is in your card.

# %%
facts = {
    "data": "scikit-learn's digits, 8 × 8 pixels, 30 labels for each digit",
    "training_pictures": 300,
    "validation_pictures": 253,
    "test_pictures": 768,
    "seed": 7,
    "rate": METHODS["full"].rate,
    "steps": 60,
    "baseline": task.baseline(30, 7),
    "validation_accuracy": final.validation_accuracy,
    "file": file.as_posix(),
}


# %% exercise="8.5"
# Exercise 8.5
def log_card(writer, facts, test_accuracy):
    """Log one text with the tag card, in Markdown, at the last step.

    facts is a dictionary like the one above; "baseline" is the accuracy of a support-vector machine on the validation
    images, "file" holds the state_dict of a cnn.resnet(10, seed=0). test_accuracy() looks at the test set: once.
    """
    ### BEGIN SOLUTION
    #: # One line for each fact; its name beside it. Which imports, and which mode, does the block of code need?
    test = test_accuracy()
    rows = [f"| {name.replace('_', ' ')} | {value} |" for name, value in facts.items()]
    table = [
        "| what | value |",
        "| --- | --- |",
        *rows,
        f"| test accuracy, one look | {test:.3f} |",
    ]
    block = [
        "```python",
        "import torch",
        "from tbxlab.lab08 import cnn",
        "model = cnn.resnet(10, seed=0)",
        f"model.load_state_dict(torch.load({facts['file']!r}, weights_only=True))",
        "model.eval()",
        "```",
    ]
    writer.add_text("card", "\n".join([*table, "", *block]), facts["steps"])
    ### END SOLUTION


# %% check="8.5"
check("8.5", log_card)

# %%
with SummaryWriter(folder) as writer, contextlib.suppress(NotImplementedError):
    log_card(writer, facts, lambda: final.test_accuracy)
with contextlib.suppress(KeyError):
    print(read_run(folder).texts["card/text_summary"].values[-1])

# %% [markdown]
# Choose the tab *Text* and filter `08_cnn/final`. One image of the test set, right or wrong, is 0.0013. For 768
# independent images the number would be uncertain by about 0.007, but these come from six hands, between which it
# differs by more.

# %% [markdown]
# ## What it confuses, before and after
#
# Accuracy is how often the network is right, and the images show what it confuses. We log the same images before the
# first step (the letters' body, a head that knows nothing) and after the last one, into the same run, as step 0 and
# step 60.

# %%
X, y = final.task.validation
raw, _ = digits.part(digits.VALIDATION)
with SummaryWriter(folder) as writer, torch.no_grad():
    for step, network in ((0, before.eval()), (60, final.model)):
        logits = network(X)
        answer = logits.argmax(dim=1)
        table = torch.zeros(10, 10).index_put_((y, answer), torch.ones(len(y)), accumulate=True)
        shares = (
            (table / table.sum(dim=1, keepdim=True))
            .repeat_interleave(12, 0)
            .repeat_interleave(12, 1)
        )
        writer.add_image("validation/confusion", 1 - shares, step, dataformats="HW")
        wrong = (answer != y).nonzero().flatten()[:24]
        writer.add_images("validation/misclassified", interpolate(raw[wrong], scale_factor=4), step)
        writer.add_embedding(
            cnn.features(network, X),
            metadata=y.tolist(),
            label_img=1 - raw,
            global_step=step,
            tag="validation",
        )
        table.fill_diagonal_(0)
        true, said = divmod(int(table.argmax()), 10)
        print(
            f"step {step:2}: {int((answer != y).sum()):3} wrong of {len(y)}; most often {true} was taken",
            f"for {said} ({int(table[true, said])} times)",
        )

# %% [markdown]
# On the tab *Images*, a row of validation/confusion is a true digit, a column is an answer, and black means often.
# Below it are the images themselves, up to 24 of them. The tab *Projector* has what the last layer receives, 256
# numbers for each image. Choose *validation:00000* and *validation:00060*, and color by label. Before the first step
# the digits already form clusters, though no digit was ever shown: that is what pretraining on letters gave. The
# quality of the clusters can be measured without a head: how often does the nearest training image have the right
# label?

# %%
X_train, y_train = final.task.train
for step, network in ((0, before), (60, final.model)):
    with torch.no_grad():
        near, here = cnn.features(network, X_train), cnn.features(network, X)
    nearest = y_train[torch.cdist(here, near).argmin(dim=1)]
    print(
        f"step {step:2}: {(nearest == y).float().mean():.3f} of the validation images have the label of",
        "the nearest training image, in these 256 numbers",
    )
flat = torch.cdist(X.flatten(1), X_train.flatten(1)).argmin(dim=1)
print(f"         {(y_train[flat] == y).float().mean():.3f} by the pixels alone")

# %% [markdown]
# Which digit is the hardest? Its PR curve shows what it would cost to find all of them.

# %%
with torch.no_grad():
    chances = final.model(X).softmax(dim=1)
recall = [(chances.argmax(dim=1)[y == digit] == digit).float().mean().item() for digit in range(10)]
hardest = int(np.argmin(recall))
with SummaryWriter(folder) as writer:
    writer.add_pr_curve(f"validation/digit-{hardest}", y == hardest, chances[:, hardest], 60)
curve = read_run(folder).pr_curves[f"validation/digit-{hardest}"]
enough = np.flatnonzero(curve.recall[-1] >= 0.95)
print(
    f"hardest: {hardest}, recall {recall[hardest]:.2f}; to find 95 % of them, precision is",
    f"{curve.precision[-1][enough].max():.2f} at the threshold",
    f"{curve.thresholds[enough[curve.precision[-1][enough].argmax()]]:.2f}",
)

# %% [markdown]
# What does the network make of an image? Here are the first 32 feature maps of the stem, 8 × 8 pixels, and of layer1,
# 4 × 4, before and after: tab *Images*, features/stem and features/layer1.


# %%
def feature_maps(network, X):
    """Return the outputs of conv1 and layer1 for one image, each float32[channels, 1, h, w] from 0 to 1."""
    seen = {}
    parts = {"stem": network.conv1, "layer1": network.layer1}
    hooks = [
        part.register_forward_hook(
            lambda part, inputs, output, name=name: seen.update({name: output[0]})
        )
        for name, part in parts.items()
    ]
    with torch.no_grad():
        network(X)
    for hook in hooks:
        hook.remove()
    return {
        name: ((maps - maps.min()) / (maps.max() - maps.min())).unsqueeze(1)
        for name, maps in seen.items()
    }


with SummaryWriter(folder) as writer:
    for step, network in ((0, before), (60, final.model)):
        for name, maps in feature_maps(network, X[:1]).items():
            writer.add_images(f"features/{name}", interpolate(maps[:32], scale_factor=6), step)
first, last = (feature_maps(network, X[:1])["stem"].flatten() for network in (before, final.model))
print(
    f"the stem's maps before and after: correlation {torch.corrcoef(torch.stack([first, last]))[0, 1]:.3f}"
)

# %% [markdown]
# Sixty steps of less than 0.1 % each changed hardly anything in what the stem sees, since strokes are strokes.

# %% [markdown]
# ## When it goes wrong
#
# ### 8.6 Six patients (further)
#
# Here are six runs with 10 labels for each digit, no two alike, one of them healthy. Give for each the cause, a tag
# that shows it, the steps between which it shows at every point (three points at least, or all there are), and what
# proves or cures it.
#
# - Causes: `"healthy"`, `"head not in the optimizer"`, `"drifting BatchNorm"` (the body is frozen, its BatchNorm layers
#   are not), `"validated in train mode"` (on images sorted by class), `"wrong statistics"`,
#   `"learning rate too high"`. For the healthy one, name a tag that would show a sickness.
# - Next: `"keep it"`, `"list the optimizer's parameters"`, `"eval mode for what is frozen"`,
#   `"shuffle the validation images"`, `"look at what the network gets"`, `"a tenth of the learning rate"`,
#   `"more labels"`.
#
# Filter `given/08_cnn/patient`.

# %%
for name in "abcdef":
    scalars = read_run(given_run(f"08_cnn/patient-{name}")).scalars
    print(
        f"{name}: train/accuracy {scalars['train/accuracy'].values[-1]:.2f},",
        f"val/accuracy {scalars['val/accuracy'].values[-1]:.2f}",
    )

# %% exercise="8.6"
# Exercise 8.6
### BEGIN SOLUTION
#: diagnosis = {
#:     "a": (..., ..., (..., ...), ...),  # (cause, tag, (from, to), next)
#:     "b": (..., ..., (..., ...), ...),
#:     "c": (..., ..., (..., ...), ...),
#:     "d": (..., ..., (..., ...), ...),
#:     "e": (..., ..., (..., ...), ...),
#:     "f": (..., ..., (..., ...), ...),
#: }
diagnosis = {
    "a": ("head not in the optimizer", "update/head", (0, 55), "list the optimizer's parameters"),
    "b": ("validated in train mode", "val/accuracy", (20, 60), "shuffle the validation images"),
    "c": ("healthy", "update/layer3", (0, 55), "keep it"),
    "d": ("drifting BatchNorm", "batchnorm/shift", (10, 60), "eval mode for what is frozen"),
    "e": ("wrong statistics", "input/mean", (0, 0), "look at what the network gets"),
    "f": ("learning rate too high", "update/layer3", (0, 30), "a tenth of the learning rate"),
}
### END SOLUTION

# %% check="8.6"
check("8.6", diagnosis)

# %% [markdown]
# Three of the five sick ones reach about the accuracy of the healthy one: the curve *hides* them. A head that does not
# learn at all costs little on these digits, since the body learns to serve it. On other data each of them may cost
# more, but the tags that find them cost next to nothing.

# %% [markdown]
# ### 8.7 Does it depend on its neighbors? (further)
#
# Patient b was validated in train mode, sorted by class. **Predict, then run.** What is its accuracy on the same
# images, shuffled, still in train mode?

# %%
guess_3 = ...  # your guess

# %%
for mode in (True, False):
    by_class, shuffled = sick.accuracy_by_order(final.model.train(mode), final.task.validation)
    print(
        f"{'train' if mode else 'eval'} mode: sorted by class {by_class:.3f}, shuffled {shuffled:.3f}"
    )
guessed("guess_3")

# %% [markdown]
# A batch of nothing but threes has a different mean than one of all digits. BatchNorm subtracts it, and with it much of
# what makes a three. When the images are shuffled, the fault is hidden.
#
# Write the test that needs no labels and no sorting.


# %% exercise="8.7"
# Exercise 8.7
def depends_on_neighbors(model, X):
    """Return True where an image's logits depend on the other images of its batch, else False.

    The model is asked in the mode that it is in, and is left exactly as it was: its mode, its weights, and what
    BatchNorm remembers. X is float32[n, c, h, w] with n of at least 4. (Ask with two images or more: of a single one
    BatchNorm in train mode has no deviation, and raises an error.)
    """
    ### BEGIN SOLUTION
    #: # The same image in two batches. What does a forward pass in train mode leave behind in the model?
    kept = {name: value.clone() for name, value in model.state_dict().items()}
    with torch.no_grad():
        together, half = model(X), model(X[: len(X) // 2])
    model.load_state_dict(kept)
    return not torch.allclose(together[: len(half)], half, atol=1e-4)
    ### END SOLUTION


# %% check="8.7"
check("8.7", depends_on_neighbors)

# %% [markdown]
# VGG is the architecture without BatchNorm. Here it is, pretrained on the same letters and fine-tuned by the same loop:

# %%
folder = new_run("08_cnn/3-vgg-0")
with SummaryWriter(folder) as writer:
    vgg = task.run(replace(METHODS["full"], architecture="vgg"), 3, 0, writer=writer)
ends = {
    "vgg": vgg.validation_accuracy,
    "resnet": runs[3, "full", 0].scalars["val/accuracy"].values[-1],
}
for name, network in (("vgg", vgg.model), ("resnet", final.model)):
    print(
        f"{name:7}{sum(p.numel() for p in network.parameters()):10,} parameters;",
        f"with 3 labels and seed 0 validation accuracy {ends[name]:.3f}",
    )
by_class, shuffled = sick.accuracy_by_order(vgg.model.train(), vgg.task.validation)
print(f"vgg in train mode: sorted by class {by_class:.3f}, shuffled {shuffled:.3f}")

# %% [markdown]
# This VGG, without BatchNorm and without dropout, gives answers that do not depend on the neighbors in either mode.
# There is nothing to drift, and no tag batchnorm/shift.
#
# The same code with torchvision's own ImageNet weights and real photographs, if you are online and have the patience:
# `task.run(METHODS["full"], 10, seed=0, domain="cifar10", download=True)`.
