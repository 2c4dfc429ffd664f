"""Check of lab 07: which of three writers an event file is from."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.verdict import Wrong

WRITERS = ("tensorboardX", "torch", "tf.summary")
TAG = "loss"
FAULTS = {"plain": "writer-plain", "renamed": "writer-renamed", "other": "writer-other"}
"""The message for a file that was left as it was, for one that was renamed, and for one with unusual contents."""


@dataclass(frozen=True)
class Written:
    """A file: who writes it, and what becomes of it (a key of FAULTS)."""

    writer: str
    way: str


@exercise("7.6")
class WhichWriter:
    """Is each file's writer told, also where the file was renamed or holds what another writer could have written?"""

    def case(self, seed: int) -> Case[list[Written], None]:
        """Nine files in mixed order: of each writer, one as it left it, one renamed, one with other contents."""
        files = [Written(writer, way) for writer in WRITERS for way in FAULTS]
        random.Random(seed).shuffle(files)
        return Case(given=files, true=None)

    def drive(self, who_wrote: Callable[[Path], Any], given: list[Written], evidence: Evidence) -> None:
        """Write the files, and ask about each."""
        reported = []
        for number, each in enumerate(given):
            folder = evidence.logdir(f"file-{number}")
            write(each, folder)
            (file,) = folder.glob("*tfevents*")
            if each.way == "renamed":
                file = file.rename(file.with_name(f"events.out.tfevents.{1_700_000_000 + number}.copy"))
            reported.append(who_wrote(file))
        evidence.note(reported=reported)

    def verify(self, evidence: Evidence, case: Case[list[Written], None]) -> None:
        """Compare file by file."""
        reported = evidence.answers["reported"]
        for found in reported:
            if found not in WRITERS:
                raise Wrong("writer-form", found=repr(found), known=", ".join(map(repr, WRITERS)))
        for way, message in FAULTS.items():  # what is typical first: there the message can say most
            for number, (each, found) in enumerate(zip(case.given, reported, strict=True)):
                if each.way == way and found != each.writer:
                    raise Wrong(message, found=found, name=evidence.run(f"file-{number}").files[0].path.name)


def write(written: Written, folder: Path) -> None:
    """Leave one event file: a scalar, or in the other way what is least typical of the writer."""
    writer, way = written.writer, written.way
    if writer == "tensorboardX":
        from tensorboardX import SummaryWriter

        # A suffix may be anything, also the end of TensorFlow's names.
        with SummaryWriter(str(folder), filename_suffix=".7.0.v2" if way == "other" else "") as file:
            file.add_scalar(TAG, 0.5, 0)
    elif writer == "torch":
        from torch.utils.tensorboard import SummaryWriter

        with SummaryWriter(str(folder)) as file:
            file.add_scalar(TAG, 0.5, 0, new_style=way == "other")  # stored as a tensor, as TensorFlow does
    else:
        import tensorflow as tf

        file = tf.summary.create_file_writer(str(folder), filename_suffix=".log" if way == "other" else None)
        with file.as_default(step=0):
            tf.summary.scalar(TAG, 0.5)
        file.close()
