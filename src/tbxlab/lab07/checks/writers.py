"""Check of lab 07: which of three writers an event file is from."""

import random
import shutil

from tbxlab.grading.core import exercise
from tbxlab.grading.verdict import Wrong

WRITERS = ("tensorboardX", "torch", "tf.summary")
TAG = "loss"
FAULTS = {"plain": "writer-plain", "renamed": "writer-renamed", "other": "writer-other"}
"""The message for a file that was left as it was, for one that was renamed, and for one with unusual contents."""


@exercise("7.6")
class WhichWriter:
    """Is each file's writer told, also where the file was renamed or holds what another writer could have written?"""

    def case(self, seed):
        """Nine files in mixed order: of each writer, one as it left it, one renamed, one with other contents."""
        kinds = [(writer, way) for writer in WRITERS for way in ("plain", "renamed", "other")]
        random.Random(seed).shuffle(kinds)
        return kinds

    def drive(self, who_wrote, kinds, evidence):
        """Write the files, and ask about each."""
        said = []
        for number, (writer, way) in enumerate(kinds):
            folder = evidence.logdir(f"file-{number}")
            written(writer, way, folder)
            (file,) = folder.glob("*tfevents*")
            if way == "renamed":
                file = shutil.move(file, file.with_name(f"events.out.tfevents.{1_700_000_000 + number}.copy"))
            said.append(who_wrote(file))
        evidence.note(said=said)

    def verify(self, evidence, kinds):
        """Compare file by file."""
        said = evidence.answers["said"]
        for each in said:
            if each not in WRITERS:
                raise Wrong("writer-form", found=repr(each), known=", ".join(map(repr, WRITERS)))
        for looked_at, message in FAULTS.items():  # what is typical first: there the message can say most
            for number, ((writer, way), each) in enumerate(zip(kinds, said, strict=True)):
                if way == looked_at and each != writer:
                    raise Wrong(message, found=each, name=evidence.run(f"file-{number}").files[0].path.name)


def written(writer, way, folder):
    """Leave one event file: a scalar, or in the other way what is least typical of the writer."""
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
