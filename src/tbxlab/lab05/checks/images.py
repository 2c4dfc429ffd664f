"""Check of lab 05's first exercise: the batch that the network receives, as a picture."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from tbxlab.grading import handed
from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.verdict import Wrong
from tbxlab.lab05.checks.files import expect_once, images

RANGES = ((0, 256), (0, 70), (90, 200))
"""Of the pictures of each batch: all of the scale, a dark batch, and one that is neither black nor white anywhere.
Whoever stretches a batch until it looks good makes all three alike."""


@dataclass(frozen=True)
class Batch:
    """What one call is given."""

    received: np.ndarray
    """The batch as the network gets it: float32[n, 3, 6, 9]."""
    mean: np.ndarray
    std: np.ndarray
    """float32[3] each, others in each batch."""
    step: int


@dataclass(frozen=True)
class Batches:
    """The calls, and beside each of them the pictures that its batch was made of: uint8[n, 6, 9, 3]."""

    calls: tuple[Batch, ...]
    pictures: tuple[np.ndarray, ...]


@exercise("5.1")
class WhatTheNetworkReceives:
    """Is every picture of a batch logged as the network received it, its normalization undone?"""

    tag = "inputs/batch"
    height, width = 6, 9  # not square, so that exchanged axes are seen
    off = 2
    """Of 255: what truncating instead of rounding and single precision take away."""

    def case(self, seed: int) -> Case[tuple[Batch, ...], Batches]:
        """Draw three batches of made-up pictures, of different sizes, each with its own mean and spread."""
        draw = np.random.default_rng(seed)
        sizes = draw.permutation(np.arange(5, 12))[: len(RANGES)]
        steps = (0, int(draw.integers(3, 90)), int(draw.integers(100, 900)))
        calls, drawn = [], []
        for (low, high), n, step in zip(RANGES, sizes, steps, strict=True):
            pictures = draw.integers(low, high, size=(int(n), self.height, self.width, 3), dtype=np.uint8)
            pictures[:, 0, 0], pictures[:, 1, 1] = low, high - 1
            mean = draw.permutation([0.3, 0.45, 0.6]) + draw.uniform(-0.05, 0.05, 3)
            std = draw.permutation([0.15, 0.21, 0.28]) + draw.uniform(-0.02, 0.02, 3)
            mean, std = mean.astype(np.float32), std.astype(np.float32)
            chw = pictures.transpose(0, 3, 1, 2).astype(np.float32) / 255
            calls.append(Batch((chw - mean[:, None, None]) / std[:, None, None], mean, std, step))
            drawn.append(pictures)
        return Case(given=tuple(calls), true=Batches(tuple(calls), tuple(drawn)))

    def drive(self, answer: Any, given: tuple[Batch, ...], evidence: Evidence) -> None:
        """Let the batches be logged."""
        import torch

        with evidence.writer() as writer:
            for call in given:
                batch, mean, std = (torch.from_numpy(each.copy()) for each in (call.received, call.mean, call.std))
                with handed.unchanged(batch=batch, mean=mean, std=std):
                    answer(writer, batch, mean, std, call.step)

    def verify(self, evidence: Evidence, case: Case[tuple[Batch, ...], Batches]) -> None:
        """Look for each picture anywhere in what was logged at its step, so that any grid is right."""
        logged = images(evidence, self.tag)
        # tf.summary.image writes several pictures in one event: they share their step by right
        expect_once(logged.steps[logged.places == 0], [call.step for call in case.true.calls], self.tag)
        for call, pictures in zip(case.true.calls, case.true.pictures, strict=True):
            parts = [logged.pixels(at) for at in logged.at(call.step)]
            if any(self.is_gray(part) for part in parts):
                raise Wrong("inputs-gray", tag=self.tag, step=call.step, shape=parts[0].shape)
            found = sum(any(self.holds(part, picture) for part in parts) for picture in pictures)
            if found == len(pictures):
                continue
            if found:
                raise Wrong("inputs-some", tag=self.tag, step=call.step, found=found, expected=len(pictures))
            self.explain(parts[0], call, pictures)

    def is_gray(self, shown: np.ndarray) -> bool:
        """Return whether uint8[h, w, c] has one channel or three equal ones; what is all black may have had colors."""
        return shown.shape[2] < 3 or bool(
            shown.max() > self.off and np.ptp(shown[..., :3].astype(int), axis=2).max() <= self.off
        )

    def holds(self, shown: np.ndarray, picture: np.ndarray) -> bool:
        """Return whether ``picture`` stands somewhere in ``shown``, both uint8[h, w, 3]."""
        height, width = picture.shape[:2]
        if shown.shape[0] < height or shown.shape[1] < width:
            return False
        places = np.lib.stride_tricks.sliding_window_view(shown[..., :3].astype(np.int16), (height, width), axis=(0, 1))
        return bool((np.abs(places - picture.transpose(2, 0, 1)).max(axis=(2, 3, 4)) <= self.off).any())

    def explain(self, shown: np.ndarray, call: Batch, pictures: np.ndarray) -> None:
        """Raise for the mistake that would give this picture; each is made here once more and looked for."""
        received, (n, channels, height, width) = call.received, call.received.shape
        undone = pictures.transpose(0, 3, 1, 2).astype(np.float32) / 255
        one = received * call.std[0] + call.mean[0]
        mistakes = (
            ("inputs-normalized", _as_tensorboardx(received)),
            ("inputs-normalized", _clipped(received)),
            ("inputs-one-channel", _clipped(one)),
            ("inputs-one-channel", _as_tensorboardx(one)),
            ("inputs-rescaled", _as_tensorboardx(_stretched(received))),
            ("inputs-rescaled", _as_tensorboardx(_stretched(undone))),
            ("inputs-floats", _as_tensorboardx(255 * undone)),
            ("inputs-black", np.round(undone).astype(np.uint8)),
        )
        about = {"tag": self.tag, "step": call.step}
        about |= {"low": round(float(received.min()), 2), "high": round(float(received.max()), 2)}
        for message, made in mistakes:
            is_black = message == "inputs-black"
            if (is_black and shown.max() > self.off) or (not is_black and min(map(np.ptp, made)) <= self.off):
                continue  # a picture that is all black is found in the empty places of any grid
            if all(self.holds(shown, each) for each in made.transpose(0, 2, 3, 1)):
                raise Wrong(message, **about, brightest=int(shown.max()))
        for reshaped in (_clipped(undone), _as_tensorboardx(received)):
            if all(self.holds(shown, each) for each in reshaped.reshape(n, height, width, channels)):
                raise Wrong("inputs-reshaped", **about)
        if all(self.holds(shown, each.swapaxes(0, 1)) or self.holds(shown, each[..., ::-1]) for each in pictures):
            raise Wrong("inputs-axes", **about)
        raise Wrong("inputs-other", **about, shape=shown.shape, lowest=int(shown.min()), highest=int(shown.max()))


def _stretched(pictures: np.ndarray) -> np.ndarray:
    return (pictures - pictures.min()) / (pictures.max() - pictures.min())


def _clipped(pictures: np.ndarray) -> np.ndarray:
    return np.round(255 * pictures.clip(0, 1)).astype(np.uint8)


def _as_tensorboardx(pictures: np.ndarray) -> np.ndarray:
    """Return the bytes that tensorboardX makes of floats, whatever they are: times 255, and cut to 8 bits."""
    with np.errstate(invalid="ignore"):
        return (pictures * 255.0).astype(np.uint8)
