"""The authors' proof that a lab holds: what is built is what the source says, and the checks tell right from wrong.

For each lab: the built notebooks equal their source; every starter is *not attempted* and *Run All* reaches
the end; every solution passes under three seeds; every wrong answer is caught with its message; every other
right answer passes; nothing is left of a skeleton's ✎. (Hints and points are held by the manifest itself.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tbxlab.authoring.answers import Answer, BadAnswer, answers_of, check_arguments
from tbxlab.authoring.worker import Worker
from tbxlab.course import unwritten
from tbxlab.course.manifest import Exercise, Lab
from tbxlab.grading.verdict import Verdict
from tbxlab.notebooks import build, make
from tbxlab.notebooks.cut import BadSource

if TYPE_CHECKING:
    from nbformat import NotebookNode

SEEDS = [0, 1, 2]
WRONG_AT_LEAST, RIGHT_AT_LEAST = 3, 1


@dataclass(frozen=True)
class Row:
    """What was proven for one exercise; ``problems`` are empty where everything holds."""

    lab: Lab
    exercise: Exercise
    wrong: int
    caught: int
    right: int
    passed: int
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Proof:
    """The outcome for one lab. ``problems`` concern the lab as a whole."""

    lab: Lab
    rows: tuple[Row, ...]
    problems: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing at all is wrong."""
        return not self.problems and not any(row.problems for row in self.rows)


def verify_all(labs: Sequence[Lab], progress: Callable[[Lab, str], None] = lambda lab, what: None) -> list[Proof]:
    """Prove several labs, two at a time: much of a proof is waiting, for servers that start and for clocks."""
    Worker.begin()
    with ThreadPoolExecutor(2) as pool:
        try:
            return list(pool.map(lambda lab: verify(lab, lambda what: progress(lab, what)), labs))
        except BaseException:  # an interrupt above all: what the threads wait for ends, and so do they
            pool.shutdown(wait=False, cancel_futures=True)
            Worker.end_all()
            raise


def verify(lab: Lab, progress: Callable[[str], None] = lambda what: None) -> Proof:
    """Prove one lab; ``progress`` is told what is being tried. A lab that cannot be built is a problem, no error."""
    try:
        solution = build.from_source(lab)
        starters = make.lab_notebook(solution)
        answers = answers_of(lab)
        expressions = check_arguments(solution)
    except (BadSource, BadAnswer, OSError) as error:
        return Proof(lab, (), (str(error),))
    built = build.is_built_or_solved(lab)
    problems = list(unwritten.places(unwritten.files_of(lab)))
    problems += [] if built else [f"{lab.name}: built files differ from their source. Run: tbxlab build {lab.number}"]
    found: dict[str, list[str]] = {exercise.id: [] for exercise in lab.exercises}
    counts = {exercise.id: {"wrong": 0, "caught": 0, "right": 0, "passed": 0} for exercise in lab.exercises}
    with Worker() as worker:
        problems += _starters(worker, lab, starters, found, progress)
        problems += _solution(worker, lab, solution, found, progress)
        for answer in answers:
            progress(answer.label)
            verdict = worker.answer(answer.exercise, answer.path, expressions[answer.exercise], SEEDS[0])
            problem = _fault(answer, verdict)
            count = counts[answer.exercise]
            count["wrong" if answer.caught else "right"] += 1
            count["caught" if answer.caught else "passed"] += problem is None
            if problem:
                found[answer.exercise].append(problem)
    for exercise in lab.exercises:
        found[exercise.id] += _too_few(lab, exercise, counts[exercise.id])
    rows = tuple(Row(lab, each, **counts[each.id], problems=tuple(found[each.id])) for each in lab.exercises)
    return Proof(lab, rows, tuple(problems))


def _starters(
    worker: Worker, lab: Lab, starters: NotebookNode, found: dict[str, list[str]], progress: Callable[[str], None]
) -> Iterator[str]:
    progress(f"{lab.name}: the lab as it is given")
    verdicts, raised = worker.notebook(_sources(starters), SEEDS[:1], lab.seconds)
    if raised:
        yield f"{lab.name}: Run All stops in the lab as it is given:\n{raised}"
    for verdict in verdicts:
        if verdict.outcome != "not-attempted":
            found[verdict.exercise].append(f"its starter is {verdict.outcome}, not 'not attempted': {verdict.words}")


def _solution(
    worker: Worker, lab: Lab, solution: NotebookNode, found: dict[str, list[str]], progress: Callable[[str], None]
) -> Iterator[str]:
    progress(f"{lab.name}: the solution, {len(SEEDS)} seeds")
    verdicts, raised = worker.notebook(_sources(solution), SEEDS, lab.seconds)
    if raised:
        yield f"{lab.name}: the solution stops:\n{raised}"
    for verdict in verdicts:
        if not verdict.passed:
            found[verdict.exercise].append(f"its solution is {verdict.outcome}: {verdict.words}")


def _fault(answer: Answer, verdict: Verdict) -> str | None:
    """Return what is wrong with a verdict on an answer, None where it is as its file says."""
    if answer.caught is None:
        return None if verdict.passed else f"{answer.label} is right and was {verdict.outcome}: {verdict.words}"
    if verdict.passed:
        return f"{answer.label} is wrong and passed; it must get {answer.caught!r}"
    if verdict.message_id != answer.caught:
        return f"{answer.label} must get {answer.caught!r} and got {verdict.message_id!r}: {verdict.words}"
    return None


def _too_few(lab: Lab, exercise: Exercise, count: dict[str, int]) -> Iterator[str]:
    where = f"tests/answers/{lab.name}/{exercise.id}/"
    if count["wrong"] < WRONG_AT_LEAST:
        yield f"{count['wrong']} wrong answers, at least {WRONG_AT_LEAST} are due. Add {where}wrong_<why>.py"
    if count["right"] < RIGHT_AT_LEAST:
        yield f"no other right answer. Add {where}right_<how>.py"


def _sources(notebook: NotebookNode) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]
