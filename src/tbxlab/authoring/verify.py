"""The authors' proof that a lab holds: what is built is what the source says, and the checks tell right from wrong.

For each lab: the built notebooks equal their source; every starter is *not attempted* and *Run All* reaches
the end; under every seed the solution passes, every wrong answer is caught with its message, and every other
right answer passes; nothing is left of a skeleton's ✎. (Hints and points are held by the manifest itself.)

Nothing is proven less by what is left out: where the tests' step before has run the solution's notebook and left
its evidence, that is judged in place of another run; and of the lab as it is given, cells that read nothing of an
exercise are not run again (``slices`` says what that cannot see; with fresh seeds, everything is run).
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tbxlab.authoring.answers import Answer, BadAnswer, answers_of, check_arguments
from tbxlab.authoring.worker import Worker
from tbxlab.course import folders, unwritten
from tbxlab.course.manifest import Exercise, Lab
from tbxlab.grading.verdict import Verdict
from tbxlab.notebooks import build, make, slices
from tbxlab.notebooks.cut import BadSource

if TYPE_CHECKING:
    from nbformat import NotebookNode

SEEDS = (0, 1, 2)
"""The desk's seed, the mark's, and one more."""
WRONG_AT_LEAST, RIGHT_AT_LEAST = 3, 1
SOLVED = "TBXLAB_SOLVED"
"""Names the folder in which the solutions' notebooks, run under all SEEDS, left their evidence."""


@dataclass(frozen=True)
class Row:
    """What was proven for one exercise, under all seeds; ``problems`` are empty where everything holds."""

    lab: Lab
    exercise: Exercise
    wrong: int
    caught: int
    right: int
    passed: int
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Count:
    """How many of a lab's answers got under one seed what they should."""

    seed: int
    caught: int
    passed: int


@dataclass(frozen=True)
class Proof:
    """The outcome for one lab. ``problems`` concern the lab as a whole."""

    lab: Lab
    rows: tuple[Row, ...]
    problems: tuple[str, ...]
    counts: tuple[Count, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing at all is wrong."""
        return not self.problems and not any(row.problems for row in self.rows)


def fresh(number: int) -> tuple[int, ...]:
    """Draw so many seeds, none of SEEDS among them."""
    return tuple(secrets.SystemRandom().sample(range(len(SEEDS), 1_000_000), number))


def verify_all(
    labs: Sequence[Lab],
    progress: Callable[[Lab, str], None] = lambda lab, what: None,
    seeds: Sequence[int] = SEEDS,
) -> list[Proof]:
    """Prove several labs, two at a time: much of a proof is waiting, for servers that start and for clocks."""
    Worker.begin()
    with ThreadPoolExecutor(2) as pool:
        try:
            return list(pool.map(lambda lab: verify(lab, lambda what: progress(lab, what), seeds), labs))
        except BaseException:  # an interrupt above all: what the threads wait for ends, and so do they
            pool.shutdown(wait=False, cancel_futures=True)
            Worker.end_all()
            raise


def verify(lab: Lab, progress: Callable[[str], None] = lambda what: None, seeds: Sequence[int] = SEEDS) -> Proof:
    """Prove one lab; ``progress`` is told what is being tried. A lab that cannot be built is a problem, no error."""
    try:
        solution = build.from_source(lab)
        given = make.lab_notebook(solution)
        answers = answers_of(lab)
        expressions = check_arguments(solution)
    except (BadSource, BadAnswer, OSError) as error:
        return Proof(lab, (), (str(error),))
    built = build.is_built_or_solved(lab)
    problems = list(unwritten.places(unwritten.files_of(lab)))
    problems += [] if built else [f"{lab.name}: built files differ from their source. Run: tbxlab build {lab.number}"]
    found: dict[str, list[str]] = {exercise.id: [] for exercise in lab.exercises}
    failed: set[tuple[Answer, int]] = set()
    with Worker() as worker:
        problems += _starters(worker, lab, given, solution, found, progress, whole=tuple(seeds) != SEEDS)
        solved = _solved() if built and tuple(seeds) == SEEDS else None
        problems += _solution(worker, lab, solution, found, progress, seeds, solved)
        for answer, seed in _by_exercise_and_seed(answers, seeds):
            progress(answer.label)
            verdict = worker.answer(answer.exercise, answer.path, expressions[answer.exercise], seed)
            if problem := _fault(answer, verdict):
                found[answer.exercise].append(f"{problem} (seed {seed})")
                failed.add((answer, seed))
    rows = [
        _row(lab, exercise, answers, {each for each, _ in failed}, found[exercise.id]) for exercise in lab.exercises
    ]
    counts = [
        Count(
            seed,
            caught=sum(bool(each.caught) and (each, seed) not in failed for each in answers),
            passed=sum(not each.caught and (each, seed) not in failed for each in answers),
        )
        for seed in seeds
    ]
    return Proof(lab, tuple(rows), tuple(problems), tuple(counts))


def _solved() -> Path | None:
    folder = Path(os.environ[SOLVED]) if os.environ.get(SOLVED) else None
    return folder if is_the_tests_course() else None


def is_the_tests_course() -> bool:
    """Whether the course that is proven is the one whose solutions the tests' step has run: this source tree's own."""
    return folders.root() == folders.ROOMS.parents[1]


def _by_exercise_and_seed(answers: Sequence[Answer], seeds: Sequence[int]) -> list[tuple[Answer, int]]:
    """Return every answer with every seed, so that what a check keeps of a draw is still there for the next answer."""
    exercises = dict.fromkeys(answer.exercise for answer in answers)
    return [(answer, seed) for each in exercises for seed in seeds for answer in answers if answer.exercise == each]


def _row(lab: Lab, exercise: Exercise, answers: Sequence[Answer], failed: set[Answer], problems: list[str]) -> Row:
    own = [each for each in answers if each.exercise == exercise.id]
    wrong, right = ([each for each in own if bool(each.caught) is caught] for caught in (True, False))
    problems = [*problems, *_too_few(lab, exercise, len(wrong), len(right))]
    caught, passed = (sum(each not in failed for each in kind) for kind in (wrong, right))
    return Row(lab, exercise, len(wrong), caught, len(right), passed, tuple(problems))


def _starters(
    worker: Worker,
    lab: Lab,
    given: NotebookNode,
    solution: NotebookNode,
    found: dict[str, list[str]],
    progress: Callable[[str], None],
    *,
    whole: bool,
) -> Iterator[str]:
    progress(f"{lab.name}: the lab as it is given")
    sources = _sources(given)
    chosen = slices.starters(sources, _sources(solution), _checks(given))
    if whole or not _nothing_attempted(lab, worker.notebook([sources[i] for i in chosen], SEEDS[:1], lab.seconds)):
        verdicts, raised = worker.notebook(sources, SEEDS[:1], lab.seconds)
        if raised:
            yield f"{lab.name}: Run All stops in the lab as it is given:\n{raised}"
        for _, verdict in verdicts:
            if verdict.outcome != "not-attempted":
                found[verdict.exercise].append(
                    f"its starter is {verdict.outcome}, not 'not attempted': {verdict.words}"
                )


def _nothing_attempted(lab: Lab, ran: tuple[list[tuple[int, Verdict]], str]) -> bool:
    """Whether every exercise was judged, as not attempted, and no cell raised."""
    verdicts, raised = ran
    untouched = {verdict.exercise for _, verdict in verdicts if verdict.outcome == "not-attempted"}
    return not raised and len(verdicts) == len(lab.exercises) and untouched == {each.id for each in lab.exercises}


def _solution(
    worker: Worker,
    lab: Lab,
    solution: NotebookNode,
    found: dict[str, list[str]],
    progress: Callable[[str], None],
    seeds: Sequence[int],
    solved: Path | None,
) -> Iterator[str]:
    """``solved`` is where the built notebook, which is the same, has left its evidence; None where it did not run."""
    progress(f"{lab.name}: the solution, {len(seeds)} seeds")
    if solved is not None:
        verdicts, raised = worker.evidence([each.id for each in lab.exercises], seeds, solved), ""
    else:
        verdicts, raised = worker.notebook(_sources(solution), seeds, lab.seconds)
    if raised:
        yield f"{lab.name}: the solution stops:\n{raised}"
    elif len(verdicts) != len(seeds) * len(lab.exercises):
        yield f"{lab.name}: {len(verdicts)} verdicts on the solution, not {len(seeds)} for each exercise"
    for seed, verdict in verdicts:
        if not verdict.passed:
            found[verdict.exercise].append(f"its solution is {verdict.outcome}: {verdict.words} (seed {seed})")


def _fault(answer: Answer, verdict: Verdict) -> str | None:
    """Return what is wrong with a verdict on an answer, None where it is as its file says."""
    if answer.caught is None:
        return None if verdict.passed else f"{answer.label} is right and was {verdict.outcome}: {verdict.words}"
    if verdict.passed:
        return f"{answer.label} is wrong and passed; it must get {answer.caught!r}"
    if verdict.message_id not in answer.messages:
        return f"{answer.label} must get {answer.caught!r} and got {verdict.message_id!r}: {verdict.words}"
    return None


def _too_few(lab: Lab, exercise: Exercise, wrong: int, right: int) -> Iterator[str]:
    where = f"tests/answers/{lab.name}/{exercise.id}/"
    if wrong < WRONG_AT_LEAST:
        yield f"{wrong} wrong answers, at least {WRONG_AT_LEAST} are due. Add {where}wrong_<why>.py"
    if right < RIGHT_AT_LEAST:
        yield f"no other right answer. Add {where}right_<how>.py"


def _code(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def _sources(notebook: NotebookNode) -> list[str]:
    return [cell.source for cell in _code(notebook)]


def _checks(notebook: NotebookNode) -> list[int]:
    """Return the positions, among the code cells, of the check cells."""
    return [i for i, cell in enumerate(_code(notebook)) if cell.metadata.get("nbgrader", {}).get("grade")]
