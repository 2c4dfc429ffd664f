# %% [markdown]
# # Lab 05: What goes in, what comes out
#
# After this lab you can
#
# - log the very batch that a network receives, at the scale and in the order of axes that an image needs;
# - look at a data set before you train on it: its distributions, and what is far outside them;
# - recognize from images what is wrong with an input pipeline, and when it broke;
# - draw a confusion matrix, and decide for a misclassified image whether the network or the label is wrong;
# - log and read the precision-recall curve of a rare class;
# - add a run card, an embedding with images, and a sound with its spectrogram;
# - write an alarm that watches what goes into the network.
#
# It takes about 105 minutes, reading included. Five exercises carry its 17 points (44 minutes); six are marked
# *further* and carry none, two of them *recommended*.
# Chapter 05 has two pages, [Images: what goes in](/chapters/05-images.md) and
# [Results: what comes out](/chapters/05-results.md).
#
# Below each exercise there is a cell with `check(...)`. It calls your code, reads the event files that it left, and
# prints one line: right or not yet, with hints folded under the line. In a terminal, `tbxlab check 05 --watch` judges
# the notebook whenever you save it. Everything works offline, with the core packages. Sound (5.10) and video
# need the extra `media`: `pip install "tbxlab[media]"`.

# %%
import contextlib
import importlib.util
import io

import numpy as np
import torch
from IPython import display
from PIL import Image
from sklearn.datasets import load_breast_cancer
from tensorboardX import SummaryWriter
from torch.nn.functional import cross_entropy

from tbxlab import check, given_run, guessed, keep_alarm, new_folder, new_run, read_run
from tbxlab.lab05 import Practice, pipelines
from tbxlab.toy import digits

HAS_MEDIA = all(importlib.util.find_spec(name) for name in ("soundfile", "moviepy"))


def enlarged(picture, times=5):
    """Return uint8[h, w] or uint8[h, w, 3] as an image that a notebook shows."""
    file = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(picture.repeat(times, axis=0).repeat(times, axis=1))).save(
        file, "PNG"
    )
    return display.Image(file.getvalue())


# %% [markdown]
# ## The image that is shown
#
# An image is an array, and an array doesn't show what its numbers mean. `add_image` goes by their type: whole numbers
# (uint8) are brightness from 0 to 255, and floats are brightness from 0 to 1.
#
# **Predict, then run.** Five pixels, 0, 50, 100, 200 and 255, are given as floats. How bright is the fourth one shown?

# %%
brightness = ...  # your guess, from 0 to 255

# %%
wrapped = new_run("05_images/wrapped")
five = np.array([[0, 50, 100, 200, 255]])
with SummaryWriter(wrapped) as writer:
    writer.add_image("five/bytes", five.astype(np.uint8), 0, dataformats="HW")
    writer.add_image("five/floats", five.astype(np.float32), 0, dataformats="HW")

for tag, images in read_run(wrapped).images.items():
    print(tag, images.pixels(0)[0, :, 0])
guessed("brightness", read_run(wrapped).images["five/floats"].pixels(0)[0, 3, 0])

# %% [markdown]
# Floats are multiplied by 255 and cut to eight bits: 200 · 255 = 51,000, and 51,000 modulo 256 is 56. (A number that
# doesn't fit is up to the processor, so yours may show another one.) Bright has become dark, 0 has stayed 0, and there
# was no warning.
#
# The other trap is the order of the axes. A file holds height, width, channel (`HWC`). PyTorch's layers want a batch
# of channel, height, width (`NCHW`). `dataformats` tells the writer which one it gets, and its default is `CHW`.

# %%
pictures, labels = digits.colored()
print("in the data set:   ", pictures.shape, pictures.dtype, pictures.min(), "to", pictures.max())
batch = torch.from_numpy(pipelines.healthy(pictures[:32]))
print(
    "before the network:",
    tuple(batch.shape),
    batch.dtype,
    f"{batch.min():.2f} to {batch.max():.2f}",
)
enlarged(pipelines.grid(pictures[:32]))

# %% [markdown]
# ## The image that the network received
#
# On its way into the network an image is read, brightened, cropped, scaled, turned into a tensor and normalized: each
# channel's mean is subtracted, and the result is divided by the channel's standard deviation. **The image that you
# looked at in the data set isn't the one that the network received.** The batch to trust is the one just before the
# first layer.
#
# ### 5.1 What the network receives
#
# To look at that batch, undo its normalization exactly. Stretching it until it looks good would hide that it came far
# too dark.


# %% exercise="5.1"
# Exercise 5.1
def log_inputs(writer, batch, mean, std, step):
    """Log every image of a batch as inputs/batch, its normalization undone.

    batch: float32[n, 3, height, width] as the network gets it, (image - mean) / std with images from 0 to 1.
    mean, std: float32[3], one for each channel (red, green, blue). The images keep their size; one grid of all of them,
    as add_images makes it, is fine. The batch goes on into the network: leave it as it is.
    """
    ### BEGIN SOLUTION
    #: # 1. Undo the normalization. Three numbers meet the last axis, the width; std[:, None, None] meets the channels.
    #: # 2. writer.add_images takes a whole batch. Which letters does this one have?
    shown = batch * std[:, None, None] + mean[:, None, None]
    writer.add_images("inputs/batch", shown.clamp(0, 1), step, dataformats="NCHW")
    ### END SOLUTION


# %% check="5.1"
check("5.1", log_inputs)

# %% [markdown]
# A *hook* gets the very batch: PyTorch calls it before the layer, with what the layer is about to get.

# %%
net, caught = digits.network(), []
net[0].register_forward_pre_hook(lambda layer, inputs: caught.append(inputs[0].detach()))
net(batch)
with (
    SummaryWriter(new_run("05_images/received")) as writer,
    contextlib.suppress(NotImplementedError),
):
    log_inputs(writer, caught[0], torch.from_numpy(digits.MEAN), torch.from_numpy(digits.STD), 0)
print(len(caught), "batch caught:", tuple(caught[0].shape))

# %% [markdown]
# Filter `05_images/received` and choose the tab *Images*. It looks like the grid above: this input is fine.
#
# ## A data set before the training
#
# The breast-cancer set has 569 examples (tumors) with 30 measurements each. The next cell draws two views of it: a
# histogram of each feature, and a heat map with a row for each example. Both count in standard deviations from the
# feature's mean. (No model follows here. Where one does, split first and look at the training part.)

# %%
table = load_breast_cancer()
away = (table.data - table.data.mean(axis=0)) / table.data.std(axis=0)
by_class = np.argsort(table.target, kind="stable")  # the malignant ones first
with SummaryWriter(new_run("05_images/breast-cancer")) as writer:
    for name, column in zip(table.feature_names, away.T, strict=True):
        writer.add_histogram(f"features/{name}", column, 0)
    brightness = (np.abs(away[by_class]) / 6).clip(0, 1)  # white is 6 standard deviations or more
    writer.add_image(
        "features/away", brightness.repeat(8, axis=1).astype(np.float32), 0, dataformats="HW"
    )

print(
    f"{(np.abs(away) > 5).sum()} values of {away.size} are more than 5 standard deviations from their mean"
)
enlarged((255 * brightness.repeat(8, axis=1)).astype(np.uint8), times=1)

# %% [markdown]
# `add_image` makes the heat map. A bright dot is a value far out, and a bright row is an example that is far out in
# many features. The upper 212 rows are malignant, and brighter on the whole.
#
# ### 5.2 What lies outside (further)
#
# Which feature has the value farthest from its mean, in standard deviations, and in which example (the row in
# `table.data`)? Some numbers are exactly 0, which may be a measurement or a missing value (`table.DESCR` has the
# answer). How many examples have at least one 0, and how many of these are benign?

# %% exercise="5.2"
# Exercise 5.2
### BEGIN SOLUTION
#: outliers = {
#:     "feature": ...,  # a name in table.feature_names
#:     "example": ...,  # a row of table.data, counted from 0
#:     "zeros": ...,  # examples with at least one number that is exactly 0
#:     "zeros benign": ...,  # how many of those are benign
#: }
outliers = {
    "feature": "concavity error",  # 12.1 standard deviations; "area error" comes second with 11.0
    "example": 152,
    "zeros": 13,
    "zeros benign": 13,  # all six features about concavity are 0 at once: a smooth outline, not a hole in the table
}
### END SOLUTION

# %% check="5.2"
check("5.2", outliers)

# %% [markdown]
# An outlier is a question, not a fault. If you delete what is far out, you delete some of the most malignant tumors. If
# you take each 0 for a missing value and fill it with the mean, you turn a smooth outline into a rough one.
#
# ## When the way into the network breaks
#
# Five faults, each on the same eight digits, as the network would receive them:

# %%
rows = [("as it should be", pipelines.healthy), *pipelines.FAULTS.items()]
faults = np.concatenate([pipelines.shown(way(pictures[:8])) for _, way in rows])
with SummaryWriter(new_run("05_images/faults")) as writer:
    writer.add_image("faults", pipelines.grid(faults), 0, dataformats="HWC")
print("From the top:", "; ".join(name for name, _ in rows))
enlarged(pipelines.grid(faults))

# %% [markdown]
# - **Wrapped**: doubled in brightness as whole numbers, so that values above 255 start again at 0. Red does so first
#   and leaves the green.
# - **Channels swapped**: blue and red have changed places. The digits are whole, in another color.
# - **HWC as CHW**: `reshape` gave the right shape and put most numbers in a wrong place. `permute` moves the axes.
# - **Not normalized**: from 0 to 1 instead of about −1 to 3. Undoing a normalization that wasn't there makes the digits
#   pale and the background brown: the mean of all images appears where black should be.
# - **One batch**: the images are fine, but the loader gives the same ones again and again. You can't see it in one
#   batch.
#
# ### 5.3 Four pipelines
#
# Runs **a** to **d** come with the course. Each logs the next 32 images of the data set as dataset/batch, and as
# network/batch what the network got at that step, its normalization undone. Filter `given/05_images/[abcd]$`, tab
# *Images*, and move the sliders, or read the files here.
#
# For each run give the cause, the tag that shows it, and the first logged step that shows it. A healthy run has
# neither tag nor step: `("healthy", None, None)`. The causes are `"healthy"`, `"wrapped"`, `"channels swapped"`, `"HWC
# as CHW"`, `"not normalized"` and `"one batch"`. A cause may fit several runs, or none.

# %%
for name in "abcd":
    run = read_run(given_run(f"05_images/{name}"))
    mean, std, loss = (
        run.scalars[tag].values for tag in ("network/mean", "network/std", "train/loss")
    )
    print(
        f"{name}: mean",
        " ".join(f"{value:5.2f}" for value in mean),
        "  spread",
        " ".join(f"{v:.2f}" for v in std),
        f"  train/loss {loss[:5].mean():.2f} -> {loss[-5:].mean():.2f}",
    )
print("at steps", run.images["network/batch"].steps.tolist())
enlarged(run.images["dataset/batch"].pixels(0), times=4)  # put another run, tag and number here

# %% exercise="5.3"
# Exercise 5.3
### BEGIN SOLUTION
#: findings = {
#:     "a": (..., ..., ...),  # (cause, tag, first step)
#:     "b": (..., ..., ...),
#:     "c": (..., ..., ...),
#:     "d": (..., ..., ...),
#: }
findings = {
    "a": ("channels swapped", "network/batch", 60),
    "b": ("healthy", None, None),  # darker and brighter from batch to batch: augmentation
    "c": ("wrapped", "network/batch", 40),
    "d": ("HWC as CHW", "network/batch", 0),
}
### END SOLUTION

# %% check="5.3"
check("5.3", findings)

# %% [markdown]
# All four losses fall. dataset/batch is fine in all four, because it is drawn before anything can go wrong. Each cause
# has an experiment that could disprove it:
#
# - *wrapped*: print the range and the type after each step;
# - *channels swapped*: send one red image through;
# - *HWC as CHW*: compare `reshape` with `permute`;
# - *not normalized*: print the mean and the standard deviation of a batch;
# - *one batch*: compare two batches.
#
# ## Which class is mistaken for which
#
# Next, a network classifies the gray digits. It is trained on the first 1,029 of them, which are eight whole sheets of
# handwriting. The 768 digits of the other six sheets are held out, because a random split would test the network on
# handwriting that it has seen. Accuracy is one number. Which digits it mistakes for which is a table of ten by ten.

# %%
gray, truth = digits.gray()
X, y = torch.from_numpy(gray).float()[:, None] / 255, torch.from_numpy(truth)


def trained(seed, steps=150):
    """Train on the first eight sheets; return the network and which digits were held out."""
    rest, held_out = digits.sheets()
    net = digits.network(inputs=64, seed=seed)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    for _ in range(steps):
        optimizer.zero_grad()
        cross_entropy(net(X[rest]), y[rest]).backward()
        optimizer.step()
    return net, held_out


nets = {seed: trained(seed) for seed in (0, 1)}
for seed, (net, held_out) in nets.items():
    predicted = net(X[held_out]).argmax(dim=1)
    print(f"seed {seed}: {(predicted == y[held_out]).sum()} of {len(held_out)} right")

# %% [markdown]
# ### 5.4 The confusion matrix
#
# Row t, column p: of all examples that *are* a t, the share that was *predicted* to be a p. White is 1, black is 0.
# The image doesn't label its axes, so write the convention next to it. (With `add_figure`, matplotlib draws numbers and
# labels, too. A bare image is smaller, and can be read back.)


# %% exercise="5.4"
# Exercise 5.4
def log_confusion(writer, truth, predicted, classes, step):
    """Log the confusion matrix as confusion/matrix, a gray image with a square of equal size for each cell.

    truth, predicted: int64[n] from 0 to classes - 1. Each class is in truth; a class may never be predicted. Rows are
    the truth, from above, columns the predictions, from the left; each row's shares add up to 1, and a share of 1 is
    white.
    """
    ### BEGIN SOLUTION
    #: # 1. counts[t, p] = how many; torch.bincount(truth * classes + predicted, minlength=classes**2) counts all pairs.
    #: # 2. Shares: each row has its own number of examples.
    #: # 3. One pixel for a cell is small: shares.repeat_interleave(16, 0).repeat_interleave(16, 1)
    counts = torch.bincount(truth * classes + predicted, minlength=classes**2).view(
        classes, classes
    )
    shares = counts / counts.sum(dim=1, keepdim=True)
    picture = shares.repeat_interleave(16, 0).repeat_interleave(16, 1)
    writer.add_image("confusion/matrix", picture, step, dataformats="HW")
    ### END SOLUTION


# %% check="5.4"
check("5.4", log_confusion)

# %%
for seed, (net, held_out) in nets.items():
    with (
        SummaryWriter(new_run(f"05_images/confusion-{seed}")) as writer,
        contextlib.suppress(NotImplementedError),
    ):
        log_confusion(writer, y[held_out], net(X[held_out]).argmax(dim=1), 10, 150)

# %% [markdown]
# Filter `05_images/confusion`. The diagonal is bright. The gray cells beside it differ between the two seeds, so look
# first at the mistakes that both networks make.
#
# ## Whose mistake is it?
#
# A gallery shows misclassified images, each with its label and the network's prediction. It is the shortest path from
# "95 %" to knowing what is wrong, and often the label is.

# %%
gallery = read_run(given_run("05_images/gallery"))
display.Image(gallery.images["gallery/wrong"].encoded[0])  # the very file that is in the event

# %% [markdown]
# ### 5.5 Wrong labels
#
# In this data set some labels were replaced by others, in the training part, too. For these 27 of 600 held-out digits
# the prediction differs from the label. In which of them is the *label* wrong? (In some, the network is wrong as well.)
#
# To pass, find at least eight wrong labels and blame at most two right ones. 8 by 8 pixels are few: decide what you
# would write under the image.

# %% exercise="5.5"
# Exercise 5.5
### BEGIN SOLUTION
#: # The numbers before the colons, such as [1, 2, 3].
wrong_labels = [3, 5, 7, 9, 12, 17, 18, 19, 20, 26]
### END SOLUTION

# %% check="5.5"
check("5.5", wrong_labels)

# %% [markdown]
# More than a third of what looked like the network's mistakes are wrong labels, which tuning the network would not have
# fixed. (These digits were held out. Among *training* examples a gallery finds wrong labels as long as the network has
# not memorized them.)
#
# ## A rare class
#
# Where 2.5 % of the digits are eights, a model that never predicts an eight is right 97.5 % of the time. Accuracy
# hardly moves here. *Recall* is the share of the eights that are found. *Precision* is the share of real eights among
# the predicted ones. Each threshold on the probability gives one of each, and `add_pr_curve(tag, labels,
# probabilities, step)` counts them at 127 thresholds.
#
# ### 5.6 A curve of probabilities (further)


# %% exercise="5.6"
# Exercise 5.6
def log_rare(writer, logits, labels, rare, step):
    """Log the precision-recall curve of class `rare` against all others as val/rare.

    logits: float32[n, classes] of a network trained with cross_entropy; labels: int64[n].
    """
    ### BEGIN SOLUTION
    #: # add_pr_curve wants labels of 0 and 1, and for each example the probability of the rare class.
    probabilities = torch.softmax(logits, dim=1)[:, rare]
    writer.add_pr_curve("val/rare", (labels == rare).int(), probabilities, step)
    ### END SOLUTION


# %% check="5.6"
check("5.6", log_rare)

# %% [markdown]
# ### 5.7 Reading precision-recall curves (further, recommended)
#
# Runs **p**, **q** and **r** look for eights among the same examples. In one of them, logits were logged in place of
# probabilities. The tab *PR Curves* has a curve for each run (filter `given/05_images/[pqr]$`). Point at a curve to
# read the threshold with TP, FP, TN and FN.
#
# At the last step: which run logged logits? How many eights are there? Of the two models that logged probabilities,
# which has the higher precision at a recall of at least 0.9, and at which threshold?

# %%
for name in "pqr":
    curve = read_run(given_run(f"05_images/{name}")).pr_curves["val/eights"]
    print(f"{name}, step {curve.steps[-1]}   threshold   TP   FP   TN   FN  precision  recall")
    for i in range(0, 127, 18):
        counts = [
            each[-1, i]
            for each in (
                curve.true_positives,
                curve.false_positives,
                curve.true_negatives,
                curve.false_negatives,
            )
        ]
        print(
            f"{curve.thresholds[i]:22.2f}",
            *(f"{count:4.0f}" for count in counts),
            f"{curve.precision[-1, i]:10.2f} {curve.recall[-1, i]:7.2f}",
        )

# %% exercise="5.7"
# Exercise 5.7
### BEGIN SOLUTION
#: rare = {
#:     "logits": ...,  # "p", "q" or "r"
#:     "eights": ...,  # how many eights there are
#:     "better": ...,  # "p", "q" or "r"
#:     "threshold": ...,  # in the better one: recall at least 0.9, with the highest precision
#: }
rare = {
    "logits": "q",  # counts 19 examples; all logits below 0 or above 1 are left out
    "eights": 24,
    "better": "p",
    "threshold": 0.21,  # recall 0.92, precision 0.58
}
### END SOLUTION

# %% check="5.7"
check("5.7", rare)

# %% [markdown]
# The curve of the logits looks best of the three, and hardly any example is left in it. When a curve looks too good,
# add up its counts.
#
# ## A card for each run
#
# A month from now you won't remember what a run was. `add_text` takes Markdown, and Markdown has tables:
#
#     | setting       | value |
#     | ------------- | ----- |
#     | learning rate | 0.05  |
#
# ### 5.8 A run card (further, recommended)
#
# A value may be anything: 0, False, None, a text with the sign `|`, which begins a new cell (write `\|` or `&#124;`),
# or with a line break, which ends the row (write a space or `<br>`).


# %% exercise="5.8"
# Exercise 5.8
def log_card(writer, settings):
    """Log a dictionary of settings as the text run/card: a table with a head and a row (name, value) for each."""
    ### BEGIN SOLUTION
    #: # Join the lines with "\n" into one text. The second line is dashes.
    lines = ["| setting | value |", "| --- | --- |"]
    for name, value in settings.items():
        plain = " ".join(str(value).split()).replace("|", "&#124;")
        lines.append(f"| {name} | {plain} |")
    writer.add_text("run/card", "\n".join(lines), 0)
    ### END SOLUTION


# %% check="5.8"
check("5.8", log_card)

# %%
with SummaryWriter(new_run("05_images/card")) as writer, contextlib.suppress(NotImplementedError):
    log_card(
        writer,
        {
            "layers": "Linear | ReLU | Linear",
            "learning rate": 0.01,
            "examples": "1,029 of 1,797",
            "seeds": [0, 1],
        },
    )

# %% [markdown]
# Tab *Text*, filter `05_images/card`. Write the card before training starts, so that a run that crashes has one, too.
#
# ## Embeddings
#
# The hidden layer turns a digit into 32 numbers, which the tab *Projector* shows as a point. A label gives the point
# its color, and an image shows what it is. Vectors, labels and images are three files, matched by the order of their
# rows.
#
# ### 5.9 One order for all (further)


# %% exercise="5.9"
# Exercise 5.9
def log_embedding(writer, vectors, labels, pictures, step):
    """Log vectors for the projector, each with its label and its image.

    vectors: float32[n, d]; labels: n texts; pictures: uint8[n, 8, 8], gray, 0 to 255: row i of each is of example i.
    All of them belong to one `step`.
    """
    ### BEGIN SOLUTION
    #: # writer.add_embedding(vectors, metadata=..., label_img=..., global_step=...). label_img wants N, C, H, W,
    #: # and numbers from 0 to 1, whatever their type.
    sprites = torch.from_numpy(pictures).float()[:, None] / 255
    writer.add_embedding(vectors, metadata=labels, label_img=sprites, global_step=step)
    ### END SOLUTION


# %% check="5.9"
check("5.9", log_embedding)

# %%
net, held_out = nets[0]
with torch.no_grad():
    hidden = net[:3](X[held_out[:289]])
    hidden -= hidden.mean(dim=0)  # below 50 dimensions, the projector does not do that
with (
    SummaryWriter(new_run("05_images/embedding")) as writer,
    contextlib.suppress(NotImplementedError),
):
    writer.add_text("about", "289 digits, after the hidden layer", 0)
    log_embedding(
        writer, hidden, [str(label) for label in truth[held_out[:289]]], gray[held_out[:289]], 150
    )

# %% [markdown]
# Choose *Projector* in the menu at the upper right (load the page again if it is not there), the run with `embedding`
# in its name, *Color by: label*, and turn it. Groups of one color are digits that the layer separates. Look at the
# images where two groups touch. Points that are close in three dimensions need not be close in 32.
#
# ## Sound
#
# `add_audio(tag, samples, step, sample_rate=...)` makes a player in the tab *Audio* and needs the package `soundfile`.
# Samples are floats from −1 to 1. The default sampling rate is 44,100 per second, so a sound of 8,000 per second would
# play more than five times too fast. A *spectrogram* shows how loud each frequency is, over time.
#
# ### 5.10 A sound and its spectrogram (further; needs the extra `media`)


# %% exercise="5.10"
# Exercise 5.10
def log_sound(writer, sound, rate, step):
    """Log a sound as sound/wave, and its spectrogram as the gray image sound/spectrogram.

    sound: float32[n], -1 to 1, `rate` samples a second. In the image, time runs from left to right; frequency, on a
    linear scale, from 0 at the bottom to rate / 2 at the top; loud is bright.
    """
    ### BEGIN SOLUTION
    #: # windows = np.lib.stride_tricks.sliding_window_view(sound, 256)[::64] are pieces of 256 samples, one each 64.
    #: # np.abs(np.fft.rfft(windows * np.hanning(256))) is float[pieces, 129]: how loud each frequency is, low first.
    writer.add_audio("sound/wave", sound, step, sample_rate=rate)
    windows = np.lib.stride_tricks.sliding_window_view(sound, 256)[::64]
    loudness = np.abs(np.fft.rfft(windows * np.hanning(256)))
    picture = (loudness / loudness.max()).T[::-1]  # the first row of an image is at its top
    writer.add_image("sound/spectrogram", picture.astype(np.float32), step, dataformats="HW")
    ### END SOLUTION


# %% check="5.10"
check("5.10", log_sound)

# %%
time = np.arange(16_000) / 8_000
siren = (0.5 * np.sin(2 * np.pi * (1000 * time - 60 * np.cos(2 * np.pi * 2 * time)))).astype(
    np.float32
)
if HAS_MEDIA:
    with (
        SummaryWriter(new_run("05_images/siren")) as writer,
        contextlib.suppress(NotImplementedError),
    ):
        log_sound(writer, siren, 8_000, 0)

# %% [markdown]
# Two more to look at: a film and a surface. `add_video` makes a GIF for the tab *Images* and needs `moviepy`. Without
# it tensorboardX logs an error and an empty summary. `add_mesh` takes corners and triangles for the tab *Mesh*, here
# the loss of a model over its two weights.

# %%
frames = (
    torch.from_numpy(gray[:24])[None, :, None].repeat_interleave(8, 3).repeat_interleave(8, 4)
)  # N, T, C, H, W
side = torch.linspace(-1, 1, 15)
first, second = torch.meshgrid(side, side, indexing="ij")
corners = torch.stack([first, second, (first - 0.3) ** 2 + 0.2 * (second + 0.2) ** 2], dim=-1).view(
    1, -1, 3
)
square = torch.tensor([[0, 1, 15], [1, 16, 15]])  # two triangles, as numbers of corners
triangles = torch.cat([square + 15 * i + j for i in range(14) for j in range(14)])[None]
with SummaryWriter(new_run("05_images/others")) as writer:
    writer.add_mesh("loss/valley", corners, faces=triangles, global_step=0)
    if HAS_MEDIA:
        writer.add_video("digits/film", frames, 0, fps=4)
print(
    tuple(corners.shape),
    "corners,",
    tuple(triangles.shape),
    "triangles;",
    "a film" if HAS_MEDIA else "no film",
)

# %% [markdown]
# ## The alarm
#
# A pipeline may also break in the middle of a training run: a disk fills up, another worker takes over, a cache goes
# stale. Here are thirteen small runs whose kind you know: three healthy, and two of each fault. Every 20 steps each one
# logs what the network receives (inputs/batch, 32 images without a gap between them, and inputs/mean and inputs/std of
# the normalized numbers) and train/loss.
#
# **Predict, then run.** In which of the five faults does the training loss jump up where the pipeline breaks?

# %%
jumps = ...  # your guess, such as ["wrapped"]

# %%
practice = Practice(new_folder("05_images/practice"))
print(f"{'':20} {'breaks':>8} {'train/loss before':>18} {'after':>6} {'at the end':>11}")
for name, run in practice.runs.items():
    loss, window = run.scalars["train/loss"], practice.windows[name]
    at = 200 if window.first is None else window.first
    before = loss.values[(loss.steps >= at - 60) & (loss.steps < at - 20)].mean()
    after = loss.values[(loss.steps >= at - 20) & (loss.steps < at + 20)].mean()
    print(
        f"{name:20} {'never' if window.first is None else 'by ' + str(at):>8} {before:18.2f} {after:6.2f}",
        f"{loss.values[-5:].mean():11.2f}",
    )
guessed("jumps")

# %% [markdown]
# In these runs the loss shows two of the five faults, and those for a while: the network learns what it is given. The
# alarm has to look at the input. `pipelines.tiles(image)` takes a grid apart into its 32 images.

# %%
for name, run in practice.runs.items():
    inputs = run.images["inputs/batch"]
    typical = [
        pipelines.tiles(inputs.pixels(i)).mean(axis=0) for i in range(len(inputs))
    ]  # the mean image, 8 by 8
    away = [np.abs(each - np.mean(typical[:4], axis=0)).mean() for each in typical]
    print(f"{name:20}", " ".join(f"{value:2.0f}" for value in away))

# %% [markdown]
# Each number is the distance of the batch's mean image from that of the run's own first four logs, averaged over pixels
# and channels. Healthy runs change a little, because each batch holds other digits, and some make their images darker
# and brighter on purpose.
#
# ### 5.11 An alarm for the input
#
# Write `alarm(run)`. For a broken pipeline it returns the step of the first log that shows the fault, or a step at most
# 100 later. For a healthy one it returns `None`.
#
# Your alarm is called again and again while the log grows, and its first report counts. At the beginning there is one
# image. It is tried on thirteen runs that you haven't seen: three healthy ones, and each fault twice, never before step
# 80. Twelve must be right. ("One batch" shows when the second log of that batch is there.)


# %% exercise="5.11"
# Exercise 5.11
def alarm(run):
    """Return the step at which the input of `run` is seen to be broken, None where it is healthy.

    run.images["inputs/batch"] has .steps, and .pixels(i) as uint8[32, 64, 3]; run.scalars["inputs/mean"] and so on
    have .steps and .values.
    """
    ### BEGIN SOLUTION
    #: # Two conditions: far from the run's own first logs, and equal to the log before.
    #: # The log may hold one image only.
    inputs = run.images["inputs/batch"]
    images = [inputs.pixels(i) for i in range(len(inputs))]
    means = [pipelines.tiles(image).mean(axis=0) for image in images]
    usual = np.mean(means[:4], axis=0)
    for i in range(1, len(images)):
        if np.abs(means[i] - usual).mean() > 11 or np.array_equal(images[i], images[i - 1]):
            return int(inputs.steps[i])
    return None
    ### END SOLUTION


# %% check="5.11"
check("5.11", alarm)

# %%
with contextlib.suppress(NotImplementedError):
    print(practice.table(alarm))

# %% [markdown]
# It needs neither labels nor a loss, so it can go on watching when the model is in use. Keep it with your other alarms:

# %%
keep_alarm("05_images", alarm)

# %% [markdown]
# ## Now on yours
#
# No points here. Put these lines into a training script of your own. The function works for a model
# that takes a batch of images.


# %%
def watch_input(model, writer, mean=0.0, std=1.0, every=500):
    """Log what `model` receives in its first training step and every 500th, with the normalization undone."""
    calls = 0

    def log(module, args):
        nonlocal calls
        if module.training and calls % every == 0:
            batch = args[0].detach().float().cpu()
            writer.add_images("input/batch", (batch[:32] * std + mean).clamp(0, 1), calls)
            writer.add_scalar("input/mean", batch.mean(), calls)
            writer.add_scalar("input/std", batch.std(), calls)
        calls += module.training

    return model.register_forward_pre_hook(log)


with SummaryWriter(new_run("05_images/yours")) as writer:
    hook = watch_input(nets[0][0], writer)  # your model
    nets[0][0](X[:64])  # your training loop
    hook.remove()

# %% [markdown]
# Open `05_images/yours`, or your own run, and answer three questions:
#
# 1. Can you read each image, and would you give it the label that it has?
# 2. Are `input/mean` and `input/std` what your first layer expects? For pretrained weights, compare with the statistics
#    in the checkpoint's own record.
# 3. Sort your training set by loss and look at the 24 worst examples: how many labels are wrong?
