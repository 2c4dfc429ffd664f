"""Checks of lab 05: pictures, what is in them and how they are scaled. The others have their own modules."""

from types import SimpleNamespace

import numpy as np

from tbxlab.grading.core import exercise
from tbxlab.grading.expect import expect_steps
from tbxlab.grading.verdict import Wrong
from tbxlab.lab05.checks.files import images


@exercise("5.1")
class WhatTheNetworkReceives:
    """Is every picture of a batch logged as the network received it, its normalization undone?"""

    tag = "inputs/batch"
    steps = (0, 40)
    height, width = 6, 9  # not square, so that exchanged axes are seen
    off = 2
    """Of 255: what truncating instead of rounding and single precision take away."""

    def case(self, seed):
        """Draw two batches of made-up pictures, with 0 and 255 in them, and a mean and spread for each channel."""
        draw = np.random.default_rng(seed)
        n = int(draw.integers(6, 12))
        pictures = draw.integers(0, 256, size=(len(self.steps), n, self.height, self.width, 3), dtype=np.uint8)
        pictures[:, :, 0, 0], pictures[:, :, 1, 1] = 0, 255
        return {
            "pictures": pictures,
            "mean": draw.uniform(0.3, 0.6, 3).astype(np.float32),
            "std": draw.uniform(0.15, 0.3, 3).astype(np.float32),
        }

    def received(self, case, i):
        """Return batch ``i`` as the network gets it: float32[n, 3, 6, 9]."""
        pictures = case["pictures"][i].transpose(0, 3, 1, 2).astype(np.float32) / 255
        return (pictures - case["mean"][:, None, None]) / case["std"][:, None, None]

    def drive(self, log_inputs, case, evidence):
        """Let two batches be logged."""
        import torch

        mean, std = torch.from_numpy(case["mean"]), torch.from_numpy(case["std"])
        with evidence.writer() as writer:
            for i, step in enumerate(self.steps):
                log_inputs(writer, torch.from_numpy(self.received(case, i)), mean, std, step)

    def verify(self, evidence, case):
        """Look for each picture anywhere in what was logged at its step, so that any grid is right."""
        logged = images(evidence, self.tag)
        # tf.summary.image writes several pictures in one event: they share their step by right
        expect_steps(SimpleNamespace(steps=logged.steps[logged.places == 0]), self.steps, self.tag)
        for i, step in enumerate(self.steps):
            parts = [logged.pixels(at) for at in logged.at(step)]
            if any(self.is_gray(part) for part in parts):
                raise Wrong("inputs-gray", tag=self.tag, shape=parts[0].shape)
            pictures, shown = case["pictures"][i], parts[0]
            there = sum(any(self.holds(part, picture) for part in parts) for picture in pictures)
            if there == len(pictures):
                continue
            if there:
                raise Wrong("inputs-some", tag=self.tag, step=step, found=there, expected=len(pictures))
            self.explain(shown, case, i)

    def is_gray(self, shown):
        """Return whether uint8[h, w, c] has one channel or three equal ones; what is all black may have had colors."""
        return shown.shape[2] < 3 or (
            shown.max() > self.off and np.ptp(shown[..., :3].astype(int), axis=2).max() <= self.off
        )

    def holds(self, shown, picture):
        """Return whether ``picture`` stands somewhere in ``shown``, both uint8[h, w, 3]."""
        height, width = picture.shape[:2]
        if shown.shape[0] < height or shown.shape[1] < width:
            return False
        places = np.lib.stride_tricks.sliding_window_view(shown[..., :3].astype(np.int16), (height, width), axis=(0, 1))
        return bool((np.abs(places - picture.transpose(2, 0, 1)).max(axis=(2, 3, 4)) <= self.off).any())

    def explain(self, shown, case, i):
        """Raise for the mistake that would give this picture; each is made here once more and looked for."""
        received, pictures = self.received(case, i), case["pictures"][i]
        low, high = received.min(), received.max()
        mistakes = (
            ("inputs-normalized", _as_tensorboardx(received)),
            ("inputs-normalized", np.round(255 * received.clip(0, 1)).astype(np.uint8)),
            ("inputs-rescaled", _as_tensorboardx((received - low) / (high - low))),
            ("inputs-floats", _as_tensorboardx(pictures.transpose(0, 3, 1, 2).astype(np.float32))),
            ("inputs-black", np.round(pictures.transpose(0, 3, 1, 2) / 255).astype(np.uint8)),
        )
        for message, made in mistakes:
            if message == "inputs-black" and shown.max() > self.off:
                continue  # the empty places of a grid are black, too
            if all(self.holds(shown, each) for each in made.transpose(0, 2, 3, 1)):
                raise Wrong(
                    message,
                    tag=self.tag,
                    step=self.steps[i],
                    low=round(float(low), 2),
                    high=round(float(high), 2),
                    brightest=int(shown.max()),
                )
        if all(self.holds(shown, each.swapaxes(0, 1)) or self.holds(shown, each[..., ::-1]) for each in pictures):
            raise Wrong("inputs-axes", tag=self.tag, step=self.steps[i])
        raise Wrong(
            "inputs-other",
            tag=self.tag,
            step=self.steps[i],
            shape=shown.shape,
            lowest=int(shown.min()),
            highest=int(shown.max()),
        )


def _as_tensorboardx(pictures):
    """Return the bytes that tensorboardX makes of floats, whatever they are: times 255, and cut to 8 bits."""
    with np.errstate(invalid="ignore"):
        return (pictures * 255.0).astype(np.uint8)


@exercise("5.4")
class ConfusionMatrix:
    """Is the confusion matrix a gray picture, with a row for each true class, of shares?"""

    tag = "confusion/matrix"
    step = 7
    off = 3
    """Of 255: rounding, truncating, and the least that an enlargement changes."""

    def case(self, seed):
        """Draw the classes of made-up examples, some classes rarer than others, and what was said of them."""
        draw = np.random.default_rng(seed)
        classes = int(draw.integers(4, 7))
        truth = np.repeat(np.arange(classes), draw.permutation(np.arange(30, 30 + 30 * classes, 30)))
        said = np.where(draw.random(len(truth)) < 0.6, truth, draw.integers(0, classes, len(truth)))
        said[truth == 1] = np.where(draw.random((truth == 1).sum()) < 0.5, 2, 1)  # one mistake goes one way only
        return {"classes": classes, "truth": truth, "said": said}

    def drive(self, log_confusion, case, evidence):
        """Let the matrix be logged."""
        import torch

        with evidence.writer() as writer:
            log_confusion(
                writer, torch.from_numpy(case["truth"]), torch.from_numpy(case["said"]), case["classes"], self.step
            )

    def verify(self, evidence, case):
        """Read the brightness of each cell in its middle."""
        logged = images(evidence, self.tag)
        expect_steps(logged, [self.step], self.tag)
        shown, classes = logged.pixels(0), case["classes"]
        height, width = shown.shape[:2]
        if height != width or height % classes:
            raise Wrong("confusion-size", tag=self.tag, height=height, width=width, classes=classes)
        if shown.shape[2] >= 3 and np.ptp(shown[..., :3].astype(int), axis=2).max() > self.off:
            raise Wrong("confusion-color", tag=self.tag)
        cell = height // classes
        found = shown[cell // 2 :: cell, cell // 2 :: cell, 0].astype(float)
        counts = np.zeros((classes, classes))
        np.add.at(counts, (case["truth"], case["said"]), 1)
        shares = counts / counts.sum(axis=1, keepdims=True)
        if self.is_it(found, shares):
            return
        with np.errstate(invalid="ignore"):
            mistakes = (
                ("confusion-turned", shares.T),
                ("confusion-columns", counts / counts.sum(axis=0)),
                ("confusion-columns", (counts / counts.sum(axis=0)).T),
                ("confusion-counts", (counts * 255).astype(np.uint8) / 255),
                ("confusion-counts", counts / 255),
                ("confusion-not-rows", counts / counts.sum()),
                ("confusion-not-rows", counts / counts.max()),
                ("confusion-black", np.round(shares) / 255),
                ("confusion-black", np.floor(shares) / 255),
                ("confusion-negative", 1 - shares),
            )
        for message, made in mistakes:
            if self.is_it(found, made):
                raise Wrong(message, tag=self.tag)
        at = np.unravel_index(np.abs(found - 255 * shares).argmax(), shares.shape)
        raise Wrong(
            "confusion-other",
            tag=self.tag,
            truth=int(at[0]),
            said=int(at[1]),
            expected=round(255 * shares[at]),
            found=round(found[at]),
        )

    def is_it(self, found, shares):
        """Return whether the cells are as bright as these shares, 0 to 1."""
        return bool((np.abs(found - 255 * shares) <= self.off).all())
