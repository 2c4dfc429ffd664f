"""What a check is: three pure parts, case → drive → verify, and ``check``, which a notebook calls.

``case(seed)`` draws plain values: what is given, and what is true. ``drive(answer, given, evidence)`` calls the
learner's code and leaves evidence. ``verify(evidence, case)`` reads only the evidence. In a notebook all three run in
the kernel; ``tbxlab check`` runs the first two there and ``verify`` again outside, and that verdict counts.
"""

import json
import os
import pickle
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, get_args

from tbxlab.course import manifest, progress, rooms
from tbxlab.course.words import words
from tbxlab.grading import asked, driving
from tbxlab.grading.case import Case, Given, Truth
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.shown import as_lines, show
from tbxlab.grading.verdict import Outcome, Verdict, Wrong

SEED = "TBXLAB_SEED"
EVIDENCE = "TBXLAB_EVIDENCE"
STATUS = "status.json"
GIVEN = "TBXLAB_GIVEN"
"""Names the folder of what answers are given, drawn elsewhere: in a class no learner's process sees case or seed."""
NBGRADER = "NBGRADER_EXECUTION"
"""Set by nbgrader while it executes a submission: a cell that raises nothing gets full marks there."""
MOST_BYTES, MOST_FILES = 64 * 2**20, 5000
"""What the evidence of one exercise may hold; the largest of ours is a few megabytes in some dozens of files."""


class Check(Protocol[Given, Truth]):
    """The three parts of a check. ``case`` must give the same values for the same seed in any process."""

    def case(self, seed: int) -> Case[Given, Truth]:
        """Draw what the answer is given, and what is true of it."""

    def drive(self, answer: Any, given: Given, evidence: Evidence) -> None:
        """Call the learner's code and leave evidence: at most 2 s, never the lab's own training.

        ``given`` is all that it sees: nothing that is expected may get into the evidence.
        """

    def verify(self, evidence: Evidence, case: Case[Given, Truth]) -> None:
        """Return where the evidence shows a right answer, else raise Wrong."""


_registry: dict[str, Check[Any, Any]] = {}


def exercise(exercise_id: str) -> Callable[[type], type]:
    """Register the decorated class as the check of an exercise."""

    def register(check_class: type) -> type:
        _registry[exercise_id] = check_class()
        return check_class

    return register


def check_of(exercise_id: str) -> Check[Any, Any]:
    """Return the check of an exercise; imports its lab's ``checks/``, whose modules register their own."""
    if exercise_id not in _registry:
        rooms.load(f"lab{manifest.load().lab_of(exercise_id).number}", "checks")
    return _registry[exercise_id]


def drive(exercise_id: str, answer: Any, seed: int, folder: Path) -> None:
    """Drive an answer and leave its evidence in ``folder``, which is emptied first.

    How the driving ended is kept beside the evidence, in ``status.json``. It can only take a mark away:
    nothing in it makes an answer right.
    """
    _drive(exercise_id, answer, check_of(exercise_id).case(seed).given, seed, folder)


def _drive(exercise_id: str, answer: Any, given: Any, seed: int, folder: Path) -> None:
    """Drive an answer with what it is given; ``seed`` is that of the random generators."""
    shutil.rmtree(folder, ignore_errors=True)
    evidence = Evidence(folder)
    part = check_of(exercise_id)
    verdict = driving.drive(exercise_id, lambda: part.drive(answer, given, evidence), answer, seed)
    status = {
        "outcome": verdict.outcome,
        "message_id": verdict.message_id,
        "params": verdict.params,
        "printed": verdict.printed,
    }
    (folder / STATUS).write_text(json.dumps(status), encoding="utf-8")


def verify(exercise_id: str, seed: int, folder: Path) -> Verdict:
    """Judge the evidence in ``folder``; reads files and nothing else. What cannot be read earns nothing."""
    driven = _driven(exercise_id, folder)
    if driven is None or not driven.passed:
        return driven or Verdict(exercise_id, "wrong", "no-evidence")
    part = check_of(exercise_id)
    case = part.case(seed)
    try:
        _check_size(folder)
        part.verify(Evidence(folder), case)
    except Wrong as wrong:
        return Verdict(exercise_id, "wrong", wrong.message_id, wrong.params, driven.printed)
    except Exception as error:  # the learner's process wrote here, too: anything can stand in the files
        return Verdict(exercise_id, "raised", "evidence-unreadable", {"error": f"{type(error).__name__}: {error}"})
    return Verdict(exercise_id, "passed")


def _check_size(folder: Path) -> None:
    """Raise Wrong where the evidence is more than an answer can need: a flood would take all memory to read."""
    sizes = [path.lstat().st_size for path in folder.rglob("*")]
    if sum(sizes) > MOST_BYTES or len(sizes) > MOST_FILES:
        raise Wrong(
            "evidence-too-large",
            size=round(sum(sizes) / 2**20),
            files=len(sizes),
            most=MOST_BYTES // 2**20,
            most_files=MOST_FILES,
        )


def _driven(exercise_id: str, folder: Path) -> Verdict | None:
    """Return how the driving ended, None where it left no word of it, or none that can be read."""
    try:
        status = json.loads((folder / STATUS).read_text(encoding="utf-8"))
        driven = Verdict(exercise_id, **status)
        return driven if driven.outcome in get_args(Outcome) and isinstance(driven.words, str) else None
    except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None


def evidence_of(folder: Path, seed: int, exercise_id: str) -> Path:
    """Return where a check leaves its evidence below ``folder`` where SEED names several seeds."""
    return folder / f"seed-{seed}" / exercise_id


def check(exercise_id: str, answer: Any) -> None:
    """Judge an answer in a notebook: show one line where it passes, raise CheckFailed where it does not.

    An answer that is still the starter's shows that it was not attempted and raises nothing, so that
    *Run All* reaches the end; under nbgrader, which gives points for a cell that does not raise, it raises.
    """
    if GIVEN in os.environ:
        _leave_evidence(exercise_id, answer)
        return
    verdict = _judge(exercise_id, answer)
    exercise = manifest.load().exercise(exercise_id)
    well_set = show(exercise, verdict)
    if verdict.outcome in ("wrong", "raised") or (not verdict.passed and NBGRADER in os.environ):
        # Where somebody looks, the message stands above in HTML; where a program judges, the error says it all.
        brief = well_set and EVIDENCE not in os.environ
        raise CheckFailed(as_lines(exercise, verdict), verdict, brief=brief) from None


def _judge(exercise_id: str, answer: Any) -> Verdict:
    """Judge an answer in this process; its evidence stays only where the environment names a place for it.

    Where SEED names several, "0,1,2", it is judged under each: the first verdict that is not a pass is given.
    """
    seeds, kept = [int(seed) for seed in os.environ.get(SEED, "0").split(",")], os.environ.get(EVIDENCE)
    try:
        with tempfile.TemporaryDirectory(prefix="tbxlab-", ignore_cleanup_errors=True) as temporary:
            verdicts = []
            for seed in seeds:
                whole = Path(kept or temporary)
                folder = evidence_of(whole, seed, exercise_id) if len(seeds) > 1 else whole / exercise_id
                drive(exercise_id, answer, seed, folder)
                verdicts.append(verify(exercise_id, seed, folder))
            verdict = next((each for each in verdicts if not each.passed), verdicts[0])
    except OSError as error:  # no room for evidence, or no right to write it
        verdict = Verdict(exercise_id, "raised", "machine", {"error": str(error)})
    if not kept:
        _remember(verdict)
    return verdict


def _leave_evidence(exercise_id: str, answer: Any) -> None:
    """Drive an answer with all that GIVEN holds for it, and say nothing: it is judged elsewhere.

    Below GIVEN is a folder for each draw, with an exercise's values as a pickle beside the seed of the generators,
    ``random.json``. An alarm has none: it is asked about runs as they grow.
    """
    for draw in sorted(Path(os.environ[GIVEN]).iterdir()):
        kept = draw / f"{exercise_id}.pickle"
        given = pickle.loads(kept.read_bytes()) if kept.exists() else asked.Asked(exercise_id, int(draw.name))
        seed = json.loads((draw / "random.json").read_text(encoding="utf-8"))
        _drive(exercise_id, answer, given, seed, Path(os.environ[EVIDENCE]) / draw.name / exercise_id)


def _remember(verdict: Verdict) -> None:
    """Note the attempt, which opens the solution; a course folder that cannot be written loses nothing else."""
    progress.record([verdict])


class CheckFailed(Exception):
    """One message for the learner; rendered by Jupyter and nbval without a traceback."""

    def __init__(self, lines: list[str], verdict: Verdict, *, brief: bool = False) -> None:
        super().__init__(lines[0])
        self.verdict = verdict
        self._rendered = [words("check-above", {"exercise": verdict.exercise})] if brief else lines

    def _render_traceback_(self) -> list[str]:
        return self._rendered
