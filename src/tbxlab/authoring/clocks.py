"""The clock of a reference run: how long it took is measured once, and committed as a constant in its recipe.

A file that is made again has to be the same, so its wall times cannot come from the clock of the machine that made it.
They follow a ``Cost``, so that TensorBoard's axis *Relative* shows what a training of this kind takes, and two runs of
which one costs ten times as much are as far apart there. ``tbxlab runs NAME --cost`` measures one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

TRIES = 3


@dataclass(frozen=True)
class Cost:
    """What a run took when it was measured, in seconds on one core of one machine."""

    step: float
    """From one step to the next, with all that is logged and validated on the way."""
    start: float = 0.0
    """From the opening of the writer to step 0."""


def relative_times(steps: Iterable[int], cost: Cost | None, seconds: float) -> Iterator[float]:
    """Yield for each event of a file, given by its step, when it was written: seconds since the first event.

    The first event says only which version of the format this is; it is written when the writer is opened, at 0. Then
    each event lies where ``cost`` puts its step; a clock never runs back, so neither does this one where a step does.
    Without a cost, the events lie ``seconds`` apart, whatever their steps.
    """
    now = 0.0
    for number, step in enumerate(steps):
        if cost is None:
            now = number * seconds
        elif number:
            now = max(now, cost.start + cost.step * step)
        yield now


def measured(files: Iterable[Path]) -> Cost:
    """Return the cost of a run from event files that hold real wall times, of as many makes of it; raises ValueError.

    The cheapest step of all of them counts, since other programs only make one slower; and the start that went with
    it. It raises where no file has two steps: then there is nothing to divide by.
    """
    from tensorboard.compat.proto.event_pb2 import Event

    from tbxlab.events.records import RecordFile

    found = []
    for file in files:
        times: dict[int, float] = {}
        opened = 0.0
        for block in RecordFile(file).blocks():
            for start, length in zip(block.starts, block.lengths, strict=True):
                event = Event.FromString(block.data[start : start + length])
                if event.HasField("file_version"):
                    opened = event.wall_time
                else:
                    times.setdefault(event.step, event.wall_time)
        first, last = min(times, default=0), max(times, default=0)
        if first < last:
            step = (times[last] - times[first]) / (last - first)
            found.append(Cost(step, max(times[first] - opened - step * first, 0.0)))
    if not found:
        raise ValueError("all of it is logged at one step: a cost needs two")
    return min(found, key=lambda cost: cost.step)
