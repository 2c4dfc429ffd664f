"""Checks of lab 01, reading: what survived, which runs are shown, why a dashboard is empty, one record by hand."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.patients import judge_all
from tbxlab.grading.verdict import Wrong
from tbxlab.lab01 import logdirs

LOSS, RATE, ABSENT = "train/loss", "lr", "val/loss"


@dataclass(frozen=True)
class File:
    """One event file of a run: of ``logged`` points of two tags that take turns, ``kept`` pairs can be read."""

    logged: int
    kept: int
    damage: str = "none"
    """"none"; "cut"; "length", which hides all that is behind it; or "value", which costs one point of LOSS."""
    swapped: bool = False
    """Whether RATE is logged before LOSS at each step."""


@dataclass(frozen=True)
class Survivors:
    """A run of one or more files, whose steps go on from file to file, and the tag that is asked for."""

    files: tuple[File, ...]
    tag: str

    def write(self, directory: Path) -> None:
        """Log it, and do the damage."""
        from tensorboardX import SummaryWriter

        directory.mkdir(parents=True)
        first = 0
        for number, file in enumerate(self.files):
            apart = directory.parent / f"{directory.name}-file-{number}"
            with SummaryWriter(str(apart)) as writer:
                for at in range(first, first + file.logged):
                    for tag in (RATE, LOSS) if file.swapped else (LOSS, RATE):
                        writer.add_scalar(tag, 1 / (1 + at) if tag == LOSS else 0.1, 10 * at)
            made = next(apart.iterdir())
            damage(made, file)
            made.rename(directory / f"events.out.tfevents.{logdirs.MADE + number}.{logdirs.HOST}")
            apart.rmdir()
            first += file.logged

    @property
    def expected(self) -> list[Any]:
        """Points, last step, whether every byte can be read."""
        points, last, first = 0, None, 0
        for file in self.files:
            value = file.damage == "value"
            reached = file.logged if value else file.kept
            if self.tag != ABSENT and reached:
                points += reached - (value and self.tag == LOSS)
                last = 10 * (first + reached - 1)
            first += file.logged
        return [points, last, all(file.damage == "none" for file in self.files)]


@exercise("1.4")
class WhatSurvived:
    """Does the answer count what can be read of a whole, a cut and a changed file?"""

    def case(self, seed: int) -> Case[dict[str, Survivors], None]:
        """Draw where each file is damaged, and which tag is asked for."""
        draw = random.Random(seed)

        def run(damage: str, kept: int | None = None, tag: str = LOSS, swapped: bool = True) -> Survivors:
            logged = draw.randint(120, 200)
            kept = logged if kept is None else kept
            return Survivors((File(logged, kept, damage, swapped),), tag)

        n = draw.randint(30, 50)
        resumed = (File(draw.randint(60, 90), draw.randint(20, 50), "cut"), File(n, n, swapped=True))
        runs = {
            "whole": run("none", swapped=False),
            "cut": run("cut", draw.randint(30, 90)),
            "changed": run("length", draw.randint(30, 90), RATE),
            "changed-value": run("value", draw.randint(30, 90)),
            "changed-value-rate": run("value", draw.randint(30, 90), RATE, swapped=False),
            "cut-early": run("cut", 0),
            "another-tag": run("none", tag=ABSENT),
            "two-files": Survivors(resumed, LOSS),
        }
        return Case(given=runs, true=None)

    def drive(self, survived: Callable[..., Any], given: dict[str, Survivors], evidence: Evidence) -> None:
        """Write the runs with their damage, and ask for each."""
        answers = {}
        for run, of in given.items():
            of.write(evidence.logdir(run))
            answers[run] = survived(evidence.logdir(run), of.tag)
        evidence.note(answers=answers)

    def verify(self, evidence: Evidence, case: Case[dict[str, Survivors], None]) -> None:
        """Compare with what was left whole."""
        for run, of in case.given.items():
            answer, (kept, last, whole) = evidence.answers["answers"][run], of.expected
            if not isinstance(answer, list) or len(answer) != 3:
                raise Wrong("survived-not-three", run=run, found=repr(answer))
            about = {"run": run, "tag": of.tag, "files": len(of.files)}
            if isinstance(answer[0], bool) or answer[0] != kept:
                beyond = not whole and isinstance(answer[0], int) and answer[0] > kept
                name = "survived-too-many" if beyond else "survived-points"
                raise Wrong(name, found=answer[0], expected=kept, **about)
            if isinstance(answer[1], bool) or answer[1] != last:
                raise Wrong("survived-last", found=answer[1], expected=last, points=kept, **about)
            if answer[2] is not whole:
                raise Wrong("survived-whole" if whole else "survived-damaged", found=answer[2], **about)


def damage(path: Path, file: File) -> None:
    """Cut the file, or change one byte in it, so that ``kept`` pairs of points can be read."""
    data = bytearray(path.read_bytes())
    ends = logdirs.record_ends(data)
    before = ends[2 * file.kept]  # record 0 says the version, then the points of two tags take turns
    if file.damage == "length":
        data[before] ^= 0xFF  # the length of the next record
    elif file.damage == "value":
        # The point of LOSS in the next pair: in its number, before the 4 bytes of its checksum.
        data[ends[2 * file.kept + (2 if file.swapped else 1)] - 6] ^= 0xFF
    elif file.damage == "cut":
        del data[before + 20 :]  # a record's lengths and checksums alone are 16 bytes, so it is not whole
    path.write_bytes(data)


SHOWN = {".", "baseline", "baseline/validation", "wide", "sweep/lr-0.1/seed-0", "sweep/lr-0.1/seed-1"}


@exercise("1.5")
class RunsShown:
    """Are these the runs of ``logdirs.make_tree``, by their names?"""

    def case(self, seed: int) -> Case[None, set[str]]:
        """Return the names; the tree is always the same."""
        return Case(given=None, true=SHOWN)

    def drive(self, shown: Any, given: None, evidence: Evidence) -> None:
        """Keep the answer."""
        evidence.note(shown=shown)

    def verify(self, evidence: Evidence, case: Case[None, set[str]]) -> None:
        """Expect all of them and no other."""
        shown = evidence.answers["shown"]
        if not isinstance(shown, list) or not all(isinstance(name, str) for name in shown):
            raise Wrong("shown-no-names", found=repr(shown))
        for name in shown:
            if name not in case.true:
                raise Wrong("shown-no-run", name=name)
        if len(shown) > len(set(shown)):
            raise Wrong("shown-twice", name=next(name for name in shown if shown.count(name) > 1))
        if len(shown) < len(case.true):
            raise Wrong("shown-missing", found=len(shown))


# The cause, and how many points TensorBoard shows in all, of each of ``logdirs.make_patients``.
DIAGNOSES = {
    "a": ("wrong-logdir", 0),
    "b": ("healthy", 132),
    "c": ("unflushed", 0),
    "d": ("same-second", 150),
    "e": ("cut", 137),
}
WOULD_SHOW = {
    "healthy": "would-show-healthy",
    "wrong-logdir": "would-show-wrong-logdir",
    "unflushed": "would-show-unflushed",
    "same-second": "would-show-same-second",
    "cut": "would-show-cut",
    "changed": "would-show-changed",
}


@exercise("1.7")
class EmptyDashboard:
    """Is each patient's cause found, and how much of the run is shown?"""

    def case(self, seed: int) -> Case[None, dict[str, tuple[str, int]]]:
        """Return the truth; the patients are always the same."""
        return Case(given=None, true=DIAGNOSES)

    def drive(self, diagnosis: Any, given: None, evidence: Evidence) -> None:
        """Keep the answer."""
        evidence.note(diagnosis=diagnosis)

    def verify(self, evidence: Evidence, case: Case[None, dict[str, tuple[str, int]]]) -> None:
        """Judge all patients; a wrong cause is told what it would show, never the right one."""
        diagnosis = evidence.answers["diagnosis"]
        if not isinstance(diagnosis, dict) or set(diagnosis) != set(case.true):
            raise Wrong("diagnosis-patients", found=repr(diagnosis))
        judge_all(case.true, lambda patient: self.judge(patient, diagnosis[patient], *case.true[patient]))

    def judge(self, patient: str, diagnosis: Any, cause: str, points: int) -> None:
        """Raise Wrong where one patient's cause or points are others."""
        if not isinstance(diagnosis, list) or len(diagnosis) != 2 or diagnosis[0] not in list(WOULD_SHOW):
            raise Wrong("diagnosis-form", patient=patient, found=repr(diagnosis), causes=", ".join(WOULD_SHOW))
        if diagnosis[0] != cause:
            raise Wrong(WOULD_SHOW[diagnosis[0]], patient=patient)
        if isinstance(diagnosis[1], bool) or diagnosis[1] != points:
            raise Wrong("diagnosis-points", patient=patient, found=repr(diagnosis[1]))


@dataclass(frozen=True)
class Record:
    """The payload of a first record, and where it is damaged."""

    payload: bytes
    changed: int
    """Which byte of the payload."""
    cut: int
    """How many bytes of the payload are left."""

    def files(self) -> dict[str, bytes]:
        """Return five files' bytes by their names; each has a second record behind, which is damaged in "whole"."""
        whole = logdirs.record(self.payload)
        second = bytearray(logdirs.record(b"a second record"))
        second[14] ^= 0x01
        return {
            "whole": whole + second,
            "changed-payload": _with_changed(whole, 12 + self.changed),
            "changed-length": _with_changed(whole, 0),
            "cut": whole[: 12 + self.cut],
            "cut-checksum": whole[:-2],
        }

    @property
    def expected(self) -> dict[str, tuple[int | None, bytes | None]]:
        """Length and payload of each; None where a damaged length says nothing."""
        n = len(self.payload)
        return {
            "whole": (n, self.payload),
            "changed-payload": (n, _with_changed(self.payload, self.changed)),
            "changed-length": (None, None),
            "cut": (n, self.payload[: self.cut]),
            "cut-checksum": (n, self.payload),
        }


def _with_changed(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0x01]) + data[at + 1 :]


@exercise("1.8")
class OneRecord:
    """Is the first record taken apart, and are its checksums compared?"""

    def case(self, seed: int) -> Case[Record, None]:
        """Draw a payload, which of its bytes is changed, and where it is cut."""
        draw = random.Random(seed)
        payload = draw.randbytes(draw.randint(300, 600))
        return Case(given=Record(payload, draw.randint(0, 299), draw.randint(50, 200)), true=None)

    def drive(self, first_record: Callable[..., Any], given: Record, evidence: Evidence) -> None:
        """Hand over each file's bytes."""
        answers = {}
        for name, data in given.files().items():
            answer = first_record(data)
            if not isinstance(answer, tuple | list) or len(answer) != 3:
                raise Wrong("record-not-three", found=type(answer).__name__)
            length, payload, sound = answer
            if not isinstance(payload, bytes | bytearray | memoryview):
                raise Wrong("record-not-bytes", found=type(payload).__name__)
            answers[name] = [length, bytes(payload).hex(), sound]
        evidence.note(answers=answers)

    def verify(self, evidence: Evidence, case: Case[Record, None]) -> None:
        """Expect length and payload of the record, and that damage is told."""
        for name, (length, payload) in case.given.expected.items():
            found, payload_found, sound = evidence.answers["answers"][name]
            if length is not None and found != length:
                raise Wrong("record-length", name=name, expected=length, found=found)
            if payload is not None and payload_found != payload.hex():
                raise Wrong("record-payload", name=name, expected=len(payload), found=len(payload_found) // 2)
            if sound is not (name == "whole"):
                raise Wrong("record-unsound" if name == "whole" else "record-sound", name=name)
