"""Checks of lab 09's readings: what the runs say of four ways to train, and which faults a curve shows.

What is right is worked out from the committed event files, so it follows them should they be made again.
"""

from functools import cache
from typing import Any

from tbxlab import events
from tbxlab.course import folders
from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.verdict import Wrong

LAB, SEEDS = "09_transformer", (0, 1, 2)
SHOWN, CONTRADICTED, UNSAID = "shown", "contradicted", "not in the log"
PRETRAINED = ("probe", "lora", "full")


@cache
def given(name: str) -> events.Run:
    """Return a run that comes with the lab, as it is committed (the learner's copy may have been changed)."""
    return events.read_run(folders.given_folder(LAB) / name)


def ends(name: str, tag: str) -> list[float]:
    """Return a tag's last value in each seed's run; of train/loss, the mean of its last five batches."""
    last = 5 if tag == "train/loss" else 1
    return [float(given(f"{name}-{seed}").scalars[tag].values[-last:].mean()) for seed in SEEDS]


def accuracies(method: str, labels: int) -> list[float]:
    """Return the test accuracy of each seed."""
    return ends(f"{method}-{labels}", "test/accuracy")


def always_above(high: list[float], low: list[float]) -> bool:
    """Return whether the first is higher at every seed."""
    return all(a > b for a, b in zip(high, low, strict=True))


def mean(values: list[float]) -> float:
    """Return the mean."""
    return sum(values) / len(values)


def memory(method: str, part: str) -> float:
    """Return the MiB that a part of a training step holds."""
    return float(given(f"{method}-32-0").scalars[f"memory/{part}"].values[0])


def truths() -> dict[str, str]:
    """Return what the runs say of each claim. C and E name a reason and a number of labels that nobody tried."""
    measured = {
        "A": always_above(accuracies("full", 32), accuracies("probe", 32)),
        "B": all(
            always_above(accuracies(method, labels), accuracies("tfidf", labels))
            for method in PRETRAINED
            for labels in (8, 32)
        ),
        "D": memory("lora", "activations") < memory("full", "activations") / 10,
        "F": mean(accuracies("full", 32)) - mean(accuracies("zero", 32)) < 0.1,
    }
    return {"C": UNSAID, "E": UNSAID} | {name: SHOWN if holds else CONTRADICTED for name, holds in measured.items()}


BESIDE = {"A": "claims-a", "B": "claims-b", "C": "claims-c", "D": "claims-d", "E": "claims-e", "F": "claims-f"}
"""Claim -> the message that lays it beside what the runs say."""


@exercise("9.6")
class WhatTheLogSays:
    """Is each claim laid beside the runs: shown, contradicted, or neither?"""

    def case(self, seed: int) -> Case[None, None]:
        """Nothing to draw: the runs are always the same."""
        return Case(None, None)

    def drive(self, claims: Any, given: None, evidence: Evidence) -> None:
        """Keep the answer."""
        evidence.note(claims=claims)

    def verify(self, evidence: Evidence, case: Case[None, None]) -> None:
        """Tell of the first wrong one what the runs say, or where to look; never the right answer."""
        claims, right = evidence.answers["claims"], truths()
        if not isinstance(claims, dict) or set(claims) != set(right):
            raise Wrong("claims-form", found=repr(claims))
        for name in sorted(right):
            if claims[name] not in (SHOWN, CONTRADICTED, UNSAID):
                raise Wrong("claims-word", claim=name, found=repr(claims[name]))
        for name in sorted(right):
            if claims[name] == right[name]:
                continue
            if name in ("C", "E"):
                raise Wrong(BESIDE[name], found=claims[name])
            if claims[name] == UNSAID:
                raise Wrong("claims-measured", claim=name)
            raise Wrong(BESIDE[name], **self.numbers(name))

    def numbers(self, name):
        """Return what a message about a claim may quote."""

        def shown(method, labels):
            return ", ".join(f"{each:.3f}" for each in accuracies(method, labels))

        if name == "D":
            return {"lora": memory("lora", "activations"), "full": memory("full", "activations")}
        if name == "B":
            gaps = {
                (mean(accuracies(method, labels)) - mean(accuracies("tfidf", labels)), method, labels)
                for method in PRETRAINED
                for labels in (8, 32)
            }
            _, method, labels = min(gaps)
            return {
                "method": method,
                "labels": labels,
                "values": shown(method, labels),
                "baseline": shown("tfidf", labels),
            }
        return {"full": shown("full", 32), "other": shown("probe" if name == "A" else "zero", 32)}


TESTS = {
    "scrambled": "decode the ids back",
    "shuffled": "read labels beside their sentences",
    "rate": "lower the rate",
    "unmasked": "alone and in company",
    "train-mode": "one batch twice",
}
"""The test that finds each fault for certain."""
HIDDEN = "hidden"
WATCHED = ("train/loss", "val/loss", "val/accuracy")
"""The curves that somebody looks at; a fault is hidden where none of them tells it."""


def separates(fault: str, tag: str) -> bool:
    """Return whether every ill run's end of a tag lies on the same, worse side of every healthy one's."""
    sick, healthy = ends(f"sick-{fault}", tag), ends("full-8", tag)
    if tag.endswith("accuracy"):
        return max(sick) < min(healthy)
    return min(sick) > max(healthy)


@exercise("9.7")
class ShownOrHidden:
    """Is it known which faults a curve shows, and by which test each is found?"""

    def case(self, seed: int) -> Case[None, None]:
        """Nothing to draw: the runs are always the same."""
        return Case(None, None)

    def drive(self, faults: Any, given: None, evidence: Evidence) -> None:
        """Keep the answer."""
        evidence.note(faults=faults)

    def verify(self, evidence: Evidence, case: Case[None, None]) -> None:
        """The curve first, then the test."""
        faults = evidence.answers["faults"]
        if not isinstance(faults, dict) or set(faults) != set(TESTS):
            raise Wrong("faults-form", found=repr(faults))
        for fault, test in TESTS.items():
            said = faults[fault]
            if not isinstance(said, list) or len(said) != 2:
                raise Wrong("faults-pair", fault=fault, found=repr(said))
            self.verify_curve(fault, said[0])
            if said[1] not in TESTS.values():
                raise Wrong("faults-test-form", fault=fault, found=repr(said[1]), known=", ".join(TESTS.values()))
            if said[1] != test:
                raise Wrong("faults-test", fault=fault, found=said[1])

    def verify_curve(self, fault, tag):
        """A tag by which all ill runs are worse than all healthy ones, or "hidden" where no watched one is."""
        telling = [each for each in WATCHED if separates(fault, each)]
        if tag == HIDDEN:
            if telling:
                raise Wrong("faults-not-hidden", fault=fault)
            return
        if tag not in WATCHED:
            raise Wrong("faults-no-tag", fault=fault, found=repr(tag), known=", ".join(WATCHED))
        if not separates(fault, tag):
            sick, healthy = (
                ", ".join(f"{each:.2f}" for each in ends(name, tag)) for name in (f"sick-{fault}", "full-8")
            )
            raise Wrong("faults-overlap", fault=fault, tag=tag, sick=sick, healthy=healthy)
