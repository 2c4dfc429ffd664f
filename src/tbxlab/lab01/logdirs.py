"""Log directories made to be read: a tree of runs, and five patients whose dashboards puzzle their owners.

Every event file in them was written by a real writer; what is wrong with a patient really happened to it.
The files get one host's name, "laptop", so that a listing looks the same on every machine.
"""

import shutil
import struct
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MADE = 1_767_225_600  # 2026-01-01 00:00 UTC: the second that the file names tell
HOST = "laptop"


@dataclass(frozen=True)
class Patient:
    """One person's project in ``folder``: what they say, where they started TensorBoard, and how."""

    folder: Path
    complaint: str
    started_in: Path
    command: str

    def __str__(self) -> str:
        where = self.started_in.relative_to(self.folder.parent).as_posix()
        return f'"{self.complaint}"\n{where}$ {self.command}\n{listing(self.folder)}'


def make_tree(folder: Path) -> Path:
    """Make a log directory ``folder/logs`` as a few weeks of work leave it, and return it."""
    logs = folder / "logs"
    for name, number in (
        ("", 0),
        ("baseline", 0),
        ("baseline/validation", 0),
        ("wide", 0),
        ("wide", 1),
        ("sweep/lr-0.1/seed-0", 0),
        ("sweep/lr-0.1/seed-1", 0),
    ):
        _write(logs / name, "train/loss", 20, number=number)
    for name in ("wide/checkpoints/step-20.pt", "export/loss.csv", "notes.txt"):
        (logs / name).parent.mkdir(parents=True, exist_ok=True)
        (logs / name).write_text("no events in here\n", encoding="utf-8")
    return logs


def make_patients(folder: Path) -> dict[str, Patient]:
    """Make five projects in ``folder``, "a" to "e"; takes up to a second, since one of them needs a fresh one."""
    a, b, c, d, e = (folder / letter for letter in "abcde")

    _write(a / "train/runs/lr-0.1", "train/loss", 200)

    _write(b / "logs/mlp/seed-0/train", "train/loss", 120)
    _write(b / "logs/mlp/seed-0/validation", "validation/loss", 12)

    # What a writer has on disk in its first seconds. An open one would fill its file when the kernel ends.
    (c / "runs/lr-0.1").mkdir(parents=True)
    (c / "runs/lr-0.1" / _file_name(0)).touch()

    write_twice_in_a_second(d / "runs/first", 150)
    _rename(d / "runs/first", 0)

    file = _write(e / "copied/lr-0.1", "train/loss", 300)
    data = file.read_bytes()
    ends = record_ends(data)
    file.write_bytes(data[: (ends[137] + ends[138]) // 2])  # record 0 says the version; 1 to 137 are points

    return {
        "a": Patient(
            a,
            "The training has ended, without an error. TensorBoard says: No dashboards are active.",
            a,
            "tensorboard --logdir runs",
        ),
        "b": Patient(
            b, "I looked for my run mlp, and there is no run of that name in the list.", b, "tensorboard --logdir logs"
        ),
        "c": Patient(
            c,
            "The training started 20 seconds ago and logs five losses a second. I see none.",
            c,
            "tensorboard --logdir runs",
        ),
        "d": Patient(
            d,
            "My script opens a writer for train/loss and one for validation/loss. Each logged 150 "
            "values and was closed. One of the curves is missing.",
            d,
            "tensorboard --logdir runs",
        ),
        "e": Patient(
            e,
            "On the server, where the training ran to its end, the curve has 300 points. I copied the "
            "run to my laptop, and here it has fewer.",
            e,
            "tensorboard --logdir copied",
        ),
    }


def write_twice_in_a_second(directory: Path, points: int) -> None:
    """Log with two writers that were opened on one directory within one second, each into its own tag."""
    from tensorboardX import SummaryWriter

    while True:
        start_of_a_second()
        train, validation = SummaryWriter(str(directory)), SummaryWriter(str(directory))
        if len(list(directory.iterdir())) == 1:
            break
        train.close()  # this machine was held up between the two: once more
        validation.close()
        shutil.rmtree(directory)
    for writer, tag in ((train, "train/loss"), (validation, "validation/loss")):
        for step in range(points):
            writer.add_scalar(tag, 1 / (1 + step), step)
        writer.close()


def start_of_a_second() -> None:
    """Return in the first half of a second of the clock, so that what comes at once is in the same second."""
    late = time.time() % 1
    if late > 0.5:
        time.sleep(1 - late)


def listing(folder: Path) -> str:
    """Return the files below ``folder``, each with its size in bytes."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [f"{path.stat().st_size:>8,}  {path.relative_to(folder.parent).as_posix()}" for path in files]
    return "\n".join(lines)


def record_ends(data: bytes | bytearray) -> list[int]:
    """Return the byte after each record of an event file that is whole."""
    return list(_ends(data))


def record(payload: bytes) -> bytes:
    """Return a payload as it stands in an event file, as tensorboardX writes it."""
    from tensorboardX.record_writer import RecordWriter

    with tempfile.TemporaryDirectory() as folder:
        writer = RecordWriter(f"{folder}/records")
        writer.write(payload)
        writer.close()
        return Path(folder, "records").read_bytes()


def _ends(data: bytes | bytearray) -> Iterator[int]:
    position = 0
    while position < len(data):
        (length,) = struct.unpack_from("<Q", data, position)
        position += 8 + 4 + length + 4
        yield position


def _write(directory: Path, tag: str, points: int, *, number: int = 0) -> Path:
    """Log a falling curve; return its file, which is the directory's file ``number``."""
    from tensorboardX import SummaryWriter

    with SummaryWriter(str(directory), filename_suffix=".new") as writer:
        for step in range(points):
            writer.add_scalar(tag, 1 / (1 + number * points + step), number * points + step)
    return _rename(directory, number)


def _rename(directory: Path, number: int) -> Path:
    fresh = next(path for path in directory.iterdir() if path.is_file() and not path.name.endswith(HOST))
    return fresh.rename(directory / _file_name(number))


def _file_name(number: int) -> str:
    return f"events.out.tfevents.{MADE + 3600 * number}.{HOST}"
