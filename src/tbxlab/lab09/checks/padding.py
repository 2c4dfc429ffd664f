"""Checks of lab 09 about padding: the test that finds it unmasked, and what it costs."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.expect import expect_steps
from tbxlab.grading.verdict import Wrong
from tbxlab.lab09.checks import tiny

if TYPE_CHECKING:
    from torch import Tensor

    from tbxlab.lab09.classifier import SentenceClassifier

    Embed = Callable[[Tensor, Tensor], Tensor]

MASKED = ("masked", "masked", "masked", "masked", "attention", "attention", "mean", "mean", "both", "both")
"""What each model does with padding: masks it, or lets it into the attention, into the mean, or into both."""


@dataclass(frozen=True)
class Patient:
    """One model to be tested."""

    padding: str
    seed: int
    scale: float
    """What its head's weights are multiplied by."""
    training: bool
    """Whether it comes in train mode, with dropout on."""
    toward: int = 0
    """1 or -1: all its logits change in the same direction, up in one and down in the other; 0: as they come."""
    coarse: bool = False
    """Whether it computes in bfloat16, and rounds otherwise for another padded length, as kernels do."""

    @property
    def is_sick(self) -> bool:
        """Whether padding takes part in an answer."""
        return self.padding != "masked"


@dataclass(frozen=True)
class Consultation:
    """A model, and the short and the long sentence that it is tested with."""

    patient: Patient
    short: str
    long: str


@exercise("9.2")
class PaddingMatters:
    """Does the test tell models that mask their padding from those that do not, and leave them as they were?"""

    def case(self, seed: int) -> Case[list[Consultation], None]:
        """Draw models, and a short and a long sentence for each. Which ones are sick is part of what they are."""
        draw = random.Random(seed)
        patients = [
            Patient(padding, draw.randrange(10**6), 10 ** draw.uniform(-0.5, 1), draw.random() < 0.4)
            for padding in MASKED
        ]
        patients[0] = Patient("masked", draw.randrange(10**6), 10.0, False)  # rounding is largest here
        patients[1] = Patient("masked", draw.randrange(10**6), 1.0, True)
        cases = [Consultation(patient, tiny.sentence(draw, 4), tiny.sentence(draw, 20)) for patient in patients]
        # Twins on the same two sentences: the largest difference without its sign misses one of them.
        last = cases[-1]
        cases[-2:] = [
            Consultation(Patient("both", last.patient.seed, 1.0, False, toward), last.short, last.long)
            for toward in (1, -1)
        ]
        for padding in ("masked", "masked", "both"):
            coarse = Patient(padding, draw.randrange(10**6), draw.uniform(1, 10), False, coarse=True)
            cases.append(Consultation(coarse, tiny.sentence(draw, 4), tiny.sentence(draw, 20)))
        draw.shuffle(cases)
        return Case(cases, None)

    def drive(self, padding_matters: Callable[..., Any], given: list[Consultation], evidence: Evidence) -> None:
        """Ask about each model; keep the answers, and how the model was left."""
        answers, left = [], []
        for each in given:
            model = build(each.patient)
            before = tiny.values(model)
            answers.append(padding_matters(model, tiny.tokenizer(), each.short, each.long))
            left.append(tiny.state(model, before))
        evidence.note(answers=answers, left=left)

    def verify(self, evidence: Evidence, case: Case[list[Consultation], None]) -> None:
        """Every one must be right: this test has no cases that are hard to tell."""
        answers, left = evidence.answers["answers"], evidence.answers["left"]
        patients = [each.patient for each in case.given]
        for patient, answer, after in zip(patients, answers, left, strict=True):
            if not isinstance(answer, bool):
                raise Wrong("padding-bool", found=repr(answer))
            if after["modes"] != [patient.training]:
                raise Wrong("padding-mode", before="train" if patient.training else "eval", after=tiny.mode(after))
            if after["gradients"] or after["frozen"]:
                raise Wrong("model-not-as-before", gradients=after["gradients"], frozen=after["frozen"])
            if after["changed"]:
                raise Wrong("model-changed", found=after["changed"])
        judged = list(zip(patients, answers, strict=True))
        false = [patient for patient, answer in judged if answer and not patient.is_sick]
        missed = [patient for patient, answer in judged if patient.is_sick and not answer]
        sick, healthy = sum(patient.is_sick for patient in patients), [p for p in patients if not p.is_sick]
        if false and len(missed) < sick:
            params = {"count": len(false), "healthy": len(healthy)}
            # Dropout disturbs every model in train mode and no other one; rounding does not ask for the mode.
            if set(false) == {patient for patient in healthy if patient.training}:
                raise Wrong("padding-false-dropout", **params)
            raise Wrong(
                "padding-false-coarse" if all(patient.coarse for patient in false) else "padding-false", **params
            )
        if missed:
            raise Wrong("padding-missed", count=len(missed), sick=sick)


def build(patient: Patient) -> SentenceClassifier:
    """Return the model that a patient describes."""
    import torch

    # Of 200 logits some lie near 0, where single precision's last digits are no small part of them.
    model = tiny.classifier(patient.seed, classes=200)
    with torch.no_grad():
        if patient.toward:
            model.head.weight[:] = patient.toward * model.head.weight[0]
        model.head.weight *= patient.scale
    if patient.padding == "both":
        model.mask_padding = False
    elif patient.is_sick:
        model.embed = embedding(model, patient.padding)  # type: ignore[method-assign, assignment]
    elif patient.coarse:
        model.embed = rounding(model)  # type: ignore[method-assign, assignment]
    if patient.coarse:
        model = model.bfloat16()
    return model.train(patient.training)


def rounding(model: SentenceClassifier) -> Embed:
    """Return an ``embed`` that masks padding and sums in another order of magnitude for another padded length."""

    def embed(ids: Tensor, mask: Tensor) -> Tensor:
        hidden = model.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).to(hidden.dtype)
        length = ids.shape[1]
        return (hidden * weights / length).sum(dim=1) * length / weights.sum(dim=1)

    return embed


def embedding(model: SentenceClassifier, fault: str) -> Embed:
    """Return a faulty ``embed``: padding takes part in the attention only, or in the mean only."""

    def embed(ids: Tensor, mask: Tensor) -> Tensor:
        inside = mask * 0 + 1 if fault == "attention" else mask
        hidden = model.encoder(input_ids=ids, attention_mask=inside).last_hidden_state
        weights = (mask if fault == "attention" else mask * 0 + 1).unsqueeze(-1).to(hidden.dtype)
        return (hidden * weights).sum(dim=1) / weights.sum(dim=1)

    return embed


@dataclass(frozen=True)
class Masks:
    """The masks of some batches, how long each took, and the step of the first."""

    first: int
    masks: list[list[list[int]]]
    seconds: list[float]


@exercise("9.3")
class PaddingAndSpeed:
    """Are the share of padding and the tokens per second logged, of tokens that are some?"""

    def case(self, seed: int) -> Case[Masks, None]:
        """Draw masks of batches, how long each took, and the step of the first."""
        draw = np.random.default_rng(seed)
        masks, seconds = [], []
        for _ in range(4):
            lengths = draw.integers(3, 24, size=int(draw.integers(4, 9)))
            masks.append((np.arange(lengths.max()) < lengths[:, None]).astype(int).tolist())
            seconds.append(float(draw.uniform(0.2, 0.9)))
        return Case(Masks(int(draw.integers(1, 50)), masks, seconds), None)

    def drive(self, log_batch: Callable[..., Any], given: Masks, evidence: Evidence) -> None:
        """Let each batch be logged."""
        import torch

        with evidence.writer() as writer:
            for i, (mask, seconds) in enumerate(zip(given.masks, given.seconds, strict=True)):
                log_batch(writer, torch.tensor(mask), seconds, given.first + i)

    def verify(self, evidence: Evidence, case: Case[Masks, None]) -> None:
        """Both tags at each step, by counting."""
        steps = [case.given.first + i for i in range(len(case.given.masks))]
        padding, speed = evidence.scalars("batch/padding"), evidence.scalars("speed/tokens")
        expect_steps(padding, steps, "batch/padding")
        expect_steps(speed, steps, "speed/tokens")
        for i, seconds in enumerate(case.given.seconds):
            mask = np.array(case.given.masks[i])
            share, found = 1 - mask.mean(), padding.values[i]
            if np.isclose(found, mask.mean(), rtol=1e-4) and not np.isclose(found, share, rtol=1e-4):
                raise Wrong("padding-share-of-tokens", step=steps[i], found=found)
            if not np.isclose(found, share, rtol=1e-4, atol=1e-6):
                raise Wrong("padding-share", step=steps[i], expected=share, found=found)
            expected, rate = mask.sum() / seconds, speed.values[i]
            if np.isclose(rate, mask.size / seconds, rtol=1e-4):
                raise Wrong("speed-of-positions", step=steps[i], found=rate, expected=expected)
            if not np.isclose(rate, expected, rtol=1e-4):
                raise Wrong("speed-tokens", step=steps[i], expected=expected, found=rate)
