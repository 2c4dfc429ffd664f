"""Checks of lab 01, reading: what survived, which runs are shown, why a dashboard is empty, one record by hand."""

import random
from dataclasses import dataclass
from pathlib import Path

from tbxlab import logdirs
from tbxlab.checks.core import exercise
from tbxlab.checks.verdict import Wrong

LOSS = "train/loss"


@dataclass(frozen=True)
class Survivors:
    """What can be read of a run: ``kept`` of the ``logged`` points, at every tenth step."""

    logged: int
    kept: int
    to_the_end: bool = False
    """Whether reading goes on behind what is lost."""

    @property
    def expected(self) -> list:
        """Points, last step, whether the file is whole."""
        reached = self.logged if self.to_the_end else self.kept
        return [self.kept, 10 * (reached - 1) if reached else None, self.kept == self.logged]


@exercise("1.4")
class WhatSurvived:
    """Does the answer count what can be read of a whole, a cut and a changed file?"""

    def case(self, seed):
        """Draw where each file is damaged."""
        draw = random.Random(seed)
        n = draw.randint(120, 200)
        return {
            "whole": Survivors(n, n),
            "cut": Survivors(n, draw.randint(30, 90)),
            "changed": Survivors(n, draw.randint(30, 90)),
            "changed-value": Survivors(n, n - 1, to_the_end=True),
            "cut-early": Survivors(n, 0),
        }

    def drive(self, survived, case, evidence):
        """Write the runs, damage three of them, and ask for each."""
        said = {}
        for run, of in case.items():
            with evidence.writer(run) as writer:
                for number in range(of.logged):
                    writer.add_scalar(LOSS, 1 / (1 + number), 10 * number)
                    writer.add_scalar("lr", 0.1, 10 * number)
            damage(next(evidence.logdir(run).iterdir()), run, of.kept)
            said[run] = survived(evidence.logdir(run), LOSS)
        evidence.note(said=said)

    def verify(self, evidence, case):
        """Compare with what was left whole."""
        for run, of in case.items():
            said, (kept, last, whole) = evidence.answers["said"][run], of.expected
            if not isinstance(said, list) or len(said) != 3:
                raise Wrong("survived-not-three", run=run, found=repr(said))
            if said[0] != kept:
                beyond = not whole and isinstance(said[0], int) and said[0] > kept
                raise Wrong(
                    "survived-too-many" if beyond else "survived-points",
                    run=run,
                    tag=LOSS,
                    found=said[0],
                    expected=kept,
                )
            if said[1] != last:
                raise Wrong("survived-last", run=run, found=said[1], expected=last, points=kept)
            if said[2] is not whole:
                raise Wrong("survived-whole" if whole else "survived-damaged", run=run, found=said[2])


def damage(file: Path, how: str, kept: int) -> None:
    """Cut the file, or change one byte in it, so that ``kept`` points can be read; "whole" is left as it is.

    A changed length hides everything behind it; a changed value costs its own record.
    """
    data = bytearray(file.read_bytes())
    ends = logdirs.record_ends(data)
    before = ends[2 * kept]  # record 0 says the version, then the points of two tags take turns
    if how == "changed":
        data[before] ^= 0xFF  # the length of the next record
    elif how == "changed-value":
        data[ends[kept | 1] - 6] ^= 0xFF  # halfway, in a number of the first tag, before the 4 bytes of its checksum
    elif how != "whole":
        del data[before + 20 :]  # a record's lengths and checksums alone are 16 bytes, so it is not whole
    file.write_bytes(data)


SHOWN = {".", "baseline", "baseline/validation", "wide", "sweep/lr-0.1/seed-0", "sweep/lr-0.1/seed-1"}


@exercise("1.5")
class RunsShown:
    """Are these the runs of ``logdirs.make_tree``, by their names?"""

    def case(self, seed):
        """Return the names; the tree is always the same."""
        return SHOWN

    def drive(self, shown, case, evidence):
        """Keep the answer."""
        evidence.note(shown=shown)

    def verify(self, evidence, case):
        """Expect all of them and no other."""
        shown = evidence.answers["shown"]
        if not isinstance(shown, list) or not all(isinstance(name, str) for name in shown):
            raise Wrong("shown-no-names", found=repr(shown))
        for name in shown:
            if name not in case:
                raise Wrong("shown-no-run", name=name)
        if len(shown) > len(set(shown)):
            raise Wrong("shown-twice", name=next(name for name in shown if shown.count(name) > 1))
        if len(shown) < len(case):
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

    def case(self, seed):
        """Return the truth; the patients are always the same."""
        return DIAGNOSES

    def drive(self, diagnosis, case, evidence):
        """Keep the answer."""
        evidence.note(diagnosis=diagnosis)

    def verify(self, evidence, case):
        """Expect cause and points of each; a wrong cause is told what it would show, never the right one."""
        diagnosis = evidence.answers["diagnosis"]
        if not isinstance(diagnosis, dict) or set(diagnosis) != set(case):
            raise Wrong("diagnosis-patients", found=repr(diagnosis))
        for patient, (cause, points) in case.items():
            said = diagnosis[patient]
            if not isinstance(said, list) or len(said) != 2 or said[0] not in WOULD_SHOW:
                raise Wrong("diagnosis-form", patient=patient, found=repr(said), causes=", ".join(WOULD_SHOW))
            if said[0] != cause:
                raise Wrong(WOULD_SHOW[said[0]], patient=patient)
            if said[1] != points:
                raise Wrong("diagnosis-points", patient=patient, found=said[1])


@exercise("1.8")
class OneRecord:
    """Is the first record taken apart, and are its checksums compared?"""

    def case(self, seed):
        """Draw the length of a payload, and which of its bytes is changed."""
        draw = random.Random(seed)
        return {"length": draw.randint(300, 600), "byte": draw.randint(0, 299), "cut": draw.randint(50, 200)}

    def drive(self, first_record, case, evidence):
        """Hand over four files' bytes: whole, with a changed payload, with a changed length, and cut."""
        from tensorboardX.record_writer import RecordWriter

        payload = random.Random(case["length"]).randbytes(case["length"])
        file = evidence.path / "records"
        writer = RecordWriter(str(file))
        writer.write(payload)
        writer.write(b"a second record")
        writer.close()
        data = file.read_bytes()
        said = {}
        for name in ("whole", "changed-payload", "changed-length", "cut"):
            altered = bytearray(data)
            if name == "changed-payload":
                altered[12 + case["byte"]] ^= 0x01
            elif name == "changed-length":
                altered[0] ^= 0x01
            elif name == "cut":
                del altered[12 + case["cut"] :]
            answer = first_record(bytes(altered))
            if not isinstance(answer, tuple | list) or len(answer) != 3:
                raise Wrong("record-not-three", found=type(answer).__name__)
            length, found, sound = answer
            if not isinstance(found, bytes | bytearray | memoryview):
                raise Wrong("record-not-bytes", found=type(found).__name__)
            said[name] = [length, bytes(found).hex(), sound]
        evidence.note(said=said)

    def verify(self, evidence, case):
        """Expect length and payload of the whole record, and that damage is told."""
        payload = random.Random(case["length"]).randbytes(case["length"]).hex()
        said = evidence.answers["said"]
        length, found, _ = said["whole"]
        if length != case["length"]:
            raise Wrong("record-length", expected=case["length"], found=length)
        if found != payload:
            raise Wrong("record-payload", expected=len(payload) // 2, found=len(found) // 2)
        for name, (_, _, sound) in said.items():
            if sound is not (name == "whole"):
                raise Wrong("record-unsound" if name == "whole" else "record-sound", name=name)
