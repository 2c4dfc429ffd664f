"""Checks of lab 09 about padding: the test that finds it unmasked, and what it costs."""

import random
from dataclasses import dataclass

import numpy as np

from tbxlab.grading.core import exercise
from tbxlab.grading.expect import expect_steps
from tbxlab.grading.verdict import Wrong
from tbxlab.lab09.checks import tiny

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


@exercise("9.2")
class PaddingMatters:
    """Does the test tell models that mask their padding from those that do not, and leave them as they were?"""

    def case(self, seed):
        """Draw ten models, and a short and a long sentence for each."""
        draw = random.Random(seed)
        patients = [
            Patient(padding, draw.randrange(10**6), 10 ** draw.uniform(-0.5, 1), draw.random() < 0.4)
            for padding in MASKED
        ]
        patients[0] = Patient("masked", draw.randrange(10**6), 10.0, False)  # rounding is largest here
        patients[1] = Patient("masked", draw.randrange(10**6), 1.0, True)
        cases = [(patient, tiny.sentence(draw, 4), tiny.sentence(draw, 20)) for patient in patients]
        # Twins on the same two sentences: whoever takes the largest difference without its sign misses one of them.
        _, *sentences = cases[-1]
        cases[-2:] = [(Patient("both", patients[-1].seed, 1.0, False, toward), *sentences) for toward in (1, -1)]
        draw.shuffle(cases)
        return cases

    def drive(self, padding_matters, case, evidence):
        """Ask about each model; keep the answers, and how the model was left."""
        said, left = [], []
        for patient, short, long in case:
            model = build(patient)
            said.append(padding_matters(model, tiny.tokenizer(), short, long))
            left.append(tiny.state(model))
        evidence.note(said=said, left=left)

    def verify(self, evidence, case):
        """Every one of the ten must be right: this test has no cases that are hard to tell."""
        said, left = evidence.answers["said"], evidence.answers["left"]
        for (patient, _, _), answer, after in zip(case, said, left, strict=True):
            if not isinstance(answer, bool):
                raise Wrong("padding-bool", found=repr(answer))
            if after["modes"] != [patient.training]:
                raise Wrong("padding-mode", before="train" if patient.training else "eval", after=tiny.mode(after))
            if after["gradients"] or after["frozen"]:
                raise Wrong("model-not-as-before", gradients=after["gradients"], frozen=after["frozen"])
        sick = [patient.padding != "masked" for patient, _, _ in case]
        false = [patient for (patient, _, _), s, answer in zip(case, sick, said, strict=True) if answer and not s]
        missed = [patient for (patient, _, _), s, answer in zip(case, sick, said, strict=True) if s and not answer]
        if false and len(missed) < sum(sick):
            # Dropout disturbs every model in train mode and no other one; rounding does not ask for the mode.
            dropout = set(map(id, false)) == {
                id(patient) for (patient, _, _), s in zip(case, sick, strict=True) if patient.training and not s
            }
            raise Wrong("padding-false-dropout" if dropout else "padding-false", count=len(false), models=len(case))
        if missed:
            raise Wrong("padding-missed", count=len(missed), sick=sum(sick))


def build(patient: Patient):
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
    elif patient.padding != "masked":
        model.embed = embedding(model, patient.padding)
    return model.train(patient.training)


def embedding(model, fault: str):
    """Return a faulty ``embed``: padding takes part in the attention only, or in the mean only."""

    def embed(ids, mask):
        inside = mask * 0 + 1 if fault == "attention" else mask
        hidden = model.encoder(input_ids=ids, attention_mask=inside).last_hidden_state
        weights = (mask if fault == "attention" else mask * 0 + 1).unsqueeze(-1).to(hidden.dtype)
        return (hidden * weights).sum(dim=1) / weights.sum(dim=1)

    return embed


@exercise("9.3")
class PaddingAndSpeed:
    """Are the share of padding and the tokens per second logged, of tokens that are some?"""

    def case(self, seed):
        """Draw masks of batches, how long each took, and the step of the first."""
        draw = np.random.default_rng(seed)
        batches = []
        for _ in range(4):
            lengths = draw.integers(3, 24, size=int(draw.integers(4, 9)))
            mask = (np.arange(lengths.max()) < lengths[:, None]).astype(int)
            batches.append({"mask": mask.tolist(), "seconds": float(draw.uniform(0.2, 0.9))})
        return {"first": int(draw.integers(0, 50)), "batches": batches}

    def drive(self, log_batch, case, evidence):
        """Let each batch be logged."""
        import torch

        with evidence.writer() as writer:
            for i, batch in enumerate(case["batches"]):
                log_batch(writer, torch.tensor(batch["mask"]), batch["seconds"], case["first"] + i)

    def verify(self, evidence, case):
        """Both tags at each step, by counting."""
        steps = [case["first"] + i for i in range(len(case["batches"]))]
        masks = [np.array(batch["mask"]) for batch in case["batches"]]
        seconds = [batch["seconds"] for batch in case["batches"]]
        padding, speed = evidence.scalars("batch/padding"), evidence.scalars("speed/tokens")
        expect_steps(padding, steps, "batch/padding")
        expect_steps(speed, steps, "speed/tokens")
        for i, mask in enumerate(masks):
            share, found = 1 - mask.mean(), padding.values[i]
            if np.isclose(found, mask.mean(), rtol=1e-4) and not np.isclose(found, share, rtol=1e-4):
                raise Wrong("padding-share-of-tokens", step=steps[i], found=found)
            if not np.isclose(found, share, rtol=1e-4, atol=1e-6):
                raise Wrong("padding-share", step=steps[i], expected=share, found=found)
            right, rate = mask.sum() / seconds[i], speed.values[i]
            if np.isclose(rate, mask.size / seconds[i], rtol=1e-4):
                raise Wrong("speed-of-positions", step=steps[i], found=rate, expected=right)
            if not np.isclose(rate, right, rtol=1e-4):
                raise Wrong("speed-tokens", step=steps[i], expected=right, found=rate)
