"""The process that knows what is true: it draws the cases of a class once, asks alarms, and judges evidence.

    python -m tbxlab.classroom.examiner LAB SEEDS FOLDER

It writes what answers are given into FOLDER/given, then serves FOLDER/socket. Each request is answered by a process
forked for it: what hostile evidence does to the reader ends with that process, and costs no other submission anything.
"""

import contextlib
import json
import os
import pickle
import select
import signal
import socket
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from tbxlab.classroom import reading
from tbxlab.classroom.curves import curves_in
from tbxlab.classroom.seeds import Seeds
from tbxlab.course import manifest
from tbxlab.course.manifest import Lab
from tbxlab.grading import asked, core
from tbxlab.grading.alarms import AlarmCheck
from tbxlab.grading.cohorts import Draw
from tbxlab.grading.evidence import ANSWERS
from tbxlab.grading.result import Cell, verdict_on

GIVEN, SOCKET, RANDOM = "given", "socket", "random.json"
JUDGING_CPU_SECONDS, JUDGING_BYTES = 120, 3 << 30
MOST_ASKED = 3
"""An alarm may be asked so often in each draw, each time about other runs; the last time counts."""


class Examiner:
    """One lab under the seeds of one class."""

    def __init__(self, lab: Lab, seeds: Seeds, folder: Path) -> None:
        self.lab, self.seeds, self.folder = lab, seeds, folder
        self.draws = range(len(seeds.values))
        self.reference = reading.reference_of(lab, manifest.load())

    def hand_out(self) -> None:
        """Write what each exercise's answer is given, in each draw, and let the runs of alarms grow once."""
        for draw in self.draws:
            given = self.folder / GIVEN / str(draw)
            given.mkdir(parents=True)
            (given / RANDOM).write_text(str(self.seeds.random(draw)), encoding="utf-8")
            for exercise in self.lab.exercises:
                case = core.check_of(exercise.id).case(self.seeds.of(exercise.id, draw))
                if isinstance(core.check_of(exercise.id), AlarmCheck):
                    _grow_once(case.given)
                    continue
                (given / f"{exercise.id}.pickle").write_bytes(pickle.dumps(case.given))

    def serve(self) -> None:
        """Answer requests until the standard input ends."""
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those that answer
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(self.folder / SOCKET))
            listener.listen(64)
            print("ready", flush=True)
            while True:
                ready, _, _ = select.select([listener, sys.stdin], [], [])
                if sys.stdin in ready:
                    return
                connection, _ = listener.accept()
                if os.fork() == 0:
                    listener.close()
                    _answer(connection, self.answer)
                connection.close()

    def answer(self, request: dict[str, Any], stream: BinaryIO, connection: socket.socket) -> None:
        """Answer one request."""
        if request["do"] == "ask":
            Asking(self, Path(request["folder"]), Path(request["seen_as"])).serve(stream, connection)
            return
        _limit()
        if request["do"] == "read":
            found = reading.read(Path(request["path"]), self.reference)
            stream.write(json.dumps(found).encode() + b"\n")
        else:
            self.judge(request, stream)

    def judge(self, request: dict[str, Any], stream: BinaryIO) -> None:
        """Judge the evidence in a folder: one line for each of the exercises, its verdict in every draw."""
        folder, cells = Path(request["folder"]), [Cell(**each) for each in request["cells"]]
        for exercise in self.lab.exercises:
            if exercise.id not in request["exercises"]:
                continue
            verdicts = []
            for draw in self.draws:
                again, rings = request["rings"].get(f"{draw}/{exercise.id}", (0, None))
                evidence = folder / str(draw)
                if isinstance(core.check_of(exercise.id), AlarmCheck):
                    _replace_rings(evidence / exercise.id, rings)
                found = verdict_on(exercise, self.seeds.of(exercise.id, draw, again), evidence, cells)
                verdicts.append(
                    {
                        "outcome": found.outcome,
                        "message_id": found.message_id,
                        "params": found.params,
                        "words": found.words,
                        "printed": found.printed,
                    }
                )
            line = {"exercise": exercise.id, "verdicts": verdicts, "curves": curves_in(folder / "0" / exercise.id)}
            stream.write(json.dumps(line, default=str).encode() + b"\n")
            stream.flush()

    def draw(self, exercise: str, draw: int, again: int) -> Draw[Any, Any]:
        """Return the runs that an alarm is asked about."""
        drawn = core.check_of(exercise).case(self.seeds.of(exercise, draw, again)).given
        assert isinstance(drawn, Draw)
        return drawn


class Asking:
    """Asks the alarms of one submission, whenever its process wants them asked."""

    def __init__(self, examiner: Examiner, folder: Path, seen_as: Path) -> None:
        self.examiner, self.folder, self.seen_as = examiner, folder, seen_as
        self.times: dict[str, int] = {}
        self.rings: dict[str, tuple[int, list[Any] | None]] = {}

    def serve(self, stream: BinaryIO, control: socket.socket) -> None:
        """Ask until the other end of ``control`` says that it is enough; then tell what was said."""
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(self.folder / SOCKET))
            (self.folder / SOCKET).chmod(0o666)
            listener.listen(8)
            stream.write(b"ready\n")
            stream.flush()
            while True:
                ready, _, _ = select.select([listener, control], [], [])
                if control in ready:
                    break
                connection, _ = listener.accept()
                with connection, connection.makefile("rwb") as learner, contextlib.suppress(OSError, asked.Strange):
                    self._ask(learner)
        stream.write(json.dumps(self.rings, default=str).encode() + b"\n")
        stream.flush()

    def _ask(self, learner: asked.Stream) -> None:
        wanted = asked.question(learner)
        exercise, draw = str(wanted.get("exercise")), wanted.get("draw")
        alarms = [e.id for e in self.examiner.lab.exercises if isinstance(core.check_of(e.id), AlarmCheck)]
        if exercise not in alarms or not isinstance(draw, int) or draw not in self.examiner.draws:
            raise asked.Strange("no alarm of this lab")
        key = f"{draw}/{exercise}"
        again = self.times[key] = self.times.get(key, -1) + 1
        if again >= MOST_ASKED:
            raise asked.Strange("asked too often")
        self.rings[key] = again, None
        runs = self.examiner.draw(exercise, draw, again).growing
        below = f"{draw}-{again}"
        rings = asked.reply_to(learner, runs, self.folder / below, self.seen_as / below)
        self.rings[key] = again, rings
        asked.end(learner)


def _replace_rings(evidence: Path, rings: list[Any] | None) -> None:
    """Put what an alarm was heard to say in place of what its process wrote down."""
    if evidence.is_dir():
        (evidence / ANSWERS).unlink(missing_ok=True)
        if rings is not None:
            (evidence / ANSWERS).write_text(json.dumps({"rings": rings}), encoding="utf-8")


def _grow_once(draw: Draw[Any, Any]) -> None:
    """Read each stage of each run, and work out its window: processes that are forked later have them."""
    with tempfile.TemporaryDirectory(prefix="tbxlab-grow-") as folder:
        for i, run in enumerate(draw.growing):
            for _ in run.grow(Path(folder, str(i))):
                pass
    assert len(draw.windows) == len(draw.growing)


def _limit() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (JUDGING_CPU_SECONDS, JUDGING_CPU_SECONDS))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_DATA, (JUDGING_BYTES, JUDGING_BYTES))


def _answer(connection: socket.socket, answer: Callable[[dict[str, Any], BinaryIO, socket.socket], None]) -> None:
    """Answer in a process of its own, and end it."""
    code = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        with connection, connection.makefile("rwb") as stream:
            answer(json.loads(stream.readline()), stream, connection)  # type: ignore[arg-type]
        code = 0
    finally:
        sys.stderr.flush()
        os._exit(code)


def main(lab: str, seeds: str, folder: str) -> None:
    """Serve one class."""
    of = manifest.load().lab(lab)
    examiner = Examiner(of, Seeds(of.name, tuple(json.loads(seeds))), Path(folder))
    examiner.hand_out()
    examiner.serve()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the grader, which closes the input
    main(*sys.argv[1:])
