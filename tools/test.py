"""Run everything that CI runs, one step after the other, and sum up. Any failure makes the exit code 1.

    python tools/test.py [STEP ...]        all steps, or those that are named
    python tools/test.py --lab 02          what proves one lab: its notebook, its answers, its pages, its own tests
    python tools/test.py --durations       all steps, and write tests/durations.json, the order of the next run

The last line counts the tests of all steps together.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Two at a time, one thread each: two processes of two threads each are slower than one after the other.
# A worker that crashes is not replaced: xdist then waits for ever for the groups that the dead one still had.
PARALLEL = ["-n", "2", "--max-worker-restart=0"]
BY_FILE = [*PARALLEL, "--dist", "loadfile"]
# In the order of tests/conftest.py, which knows how long each group takes, not by the number of its tests.
BY_GROUP = [*PARALLEL, "--dist", "loadgroup", "--no-loadscope-reorder"]
PYTEST = [sys.executable, "-m", "pytest", "--color=no"]
SOLUTIONS = [*PYTEST, "--nbval-lax", "--nbval-current-env", *BY_FILE]
TESTS = [*PYTEST, *BY_GROUP, "--durations=10"]

STEPS = {
    "style": [sys.executable, "-m", "ruff", "check", "."],
    "format": [sys.executable, "-m", "ruff", "format", "--check", "."],
    "types": [sys.executable, "-m", "mypy"],
    "imports": [sys.executable, "-m", "deptry", "."],  # declared, and used
    "solutions": [*SOLUTIONS, "solutions/"],
    "tests": [*TESTS, "tests/"],  # the chapters' code and the site's build are in here
}

# The solutions' notebooks run once: their checks are judged under these seeds, and the proof of the labs reads there
# what they left. Whatever does not run them has no such folder, and proves the solutions by itself.
SEEDS = "0,1,2"
_LAB = re.compile(r"\d\d")

ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "NO_MKDOCS_2_WARNING": "1",
    "HF_HUB_OFFLINE": "1",
    "PYTHONUTF8": "1",
}

_SUMMARY = re.compile(r"^(?:=+ )?((?:\d+ \w+(?:, )?)+) in [\d.]+s")
_COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped)\b")


@dataclass
class Outcome:
    """How a step went."""

    step: str
    exit_code: int
    seconds: float
    counts: dict[str, int] = field(default_factory=dict)


def environment(runs: str) -> dict[str, str]:
    """Return the environment of every step: this one, less what a learner may have set for the course.

    What the steps log, and what their checks remember, goes to ``runs`` and beside it: a learner's own work/ stays as
    it is.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TBXLAB_")}
    return (
        kept
        | ENVIRONMENT
        | {
            "TBXLAB_WORK": f"{runs}-work",
            "TBXLAB_RUNS": runs,
            "TBXLAB_PROGRESS": str(Path(runs) / ".progress"),
        }
    )


def of_lab(number: str) -> dict[str, list[str]]:
    """Return the steps that prove one lab: "02" -> its notebook, its answers, the code of its pages, its own tests."""
    names = [path.stem for path in (ROOT / "solutions").glob(f"{number}_*.py")] if _LAB.fullmatch(number) else []
    if len(names) != 1:
        raise LookupError(f"no lab {number}; there are: {', '.join(numbers())}")
    (name,) = names
    pages = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "chapters").glob(f"{number}-*.md"))
    code = "tests/chapters/test_code_on_pages.py"
    own = [
        f"tests/authoring/test_labs.py::test_the_lab_holds[{name}]",
        *(f"{code}::test_every_block_that_a_reader_sees_as_python_is_run[{page}]" for page in pages),
        *(f"{code}::test_the_page_runs_from_its_first_block_to_its_last[{page}]" for page in pages),
        *(path.relative_to(ROOT).as_posix() for path in [ROOT / "tests" / "labs" / f"lab{number}"] if path.is_dir()),
    ]
    return {"solutions": [*SOLUTIONS, f"solutions/{name}.ipynb"], "tests": [*TESTS, *own]}


def numbers() -> list[str]:
    """Return the numbers of the labs that there are."""
    return sorted(path.name[:2] for path in (ROOT / "solutions").glob("*.py"))


def left_by(step: str, evidence: Path, before: list[str]) -> dict[str, str]:
    """Return what tells the solutions' checks where to leave evidence, and a later step where it is."""
    if step == "solutions":
        return {"TBXLAB_SEED": SEEDS, "TBXLAB_EVIDENCE": str(evidence)}
    return {"TBXLAB_SOLVED": str(evidence)} if "solutions" in before else {}


def counts_in(line: str) -> dict[str, int]:
    """Return the counts of pytest's closing line ("3 passed, 1 skipped in 2.31s"), {} of any other line."""
    summary = _SUMMARY.match(line)
    if not summary:
        return {}
    counts: dict[str, int] = {}
    for number, kind in _COUNT.findall(summary[1]):
        kind = "failed" if kind.startswith("error") else kind
        counts[kind] = counts.get(kind, 0) + int(number)
    return counts


def run(step: str, command: list[str], env: dict[str, str]) -> Outcome:
    """Run one step, its output shown as it comes. A step that finds no test fails by pytest's own exit code."""
    print(f"\n---- {step}: {' '.join(command[2:])}", flush=True)
    started = time.monotonic()
    counts: dict[str, int] = {}
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            counts = counts_in(line) or counts
    return Outcome(step, process.returncode, time.monotonic() - started, counts)


def sum_up(outcomes: list[Outcome]) -> str:
    """Return the table of steps, and as its last line the count of all tests."""
    lines = [""]
    for outcome in outcomes:
        verdict = "passed" if outcome.exit_code == 0 else f"FAILED (exit code {outcome.exit_code})"
        lines.append(f"{outcome.step:<10} {outcome.seconds:6.1f} s  {verdict}")
    # A step without a count of its own (ruff, or a pytest that broke down) counts as one test.
    totals = {"passed": 0, "failed": 0, "skipped": 0}
    for outcome in outcomes:
        own = outcome.counts or {}
        for kind in totals:
            totals[kind] += own.get(kind, 0)
        if outcome.exit_code and not own.get("failed"):
            totals["failed"] += 1
        elif not own:
            totals["passed"] += 1
    lines.append(f"{totals['passed']} passed, {totals['failed']} failed, {totals['skipped']} skipped")
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Run the named steps, all if none is named; return the exit code."""
    parser = argparse.ArgumentParser(description="Run everything that CI runs, one step after the other.")
    parser.add_argument("steps", nargs="*", metavar="STEP", help=f"one of {', '.join(STEPS)}; all if none is named")
    parser.add_argument("--lab", metavar="NUMBER", help="only what proves this lab, such as 02")
    parser.add_argument("--durations", action="store_true", help="write tests/durations.json from this run")
    asked = parser.parse_args(arguments)
    try:
        steps = of_lab(asked.lab) if asked.lab else STEPS
    except LookupError as error:
        print(error, file=sys.stderr)
        return 2
    if unknown := sorted(set(asked.steps) - set(steps)):
        print(f"no step {', '.join(unknown)}; there are: {', '.join(steps)}", file=sys.stderr)
        return 2
    if asked.durations and not asked.lab:
        steps = steps | {"tests": [*steps["tests"], "--write-durations"]}
    names = asked.steps or list(steps)
    with tempfile.TemporaryDirectory(prefix="tbxlab-test-", ignore_cleanup_errors=True) as folder:
        env, evidence = environment(str(Path(folder) / "runs")), Path(folder) / "evidence"
        outcomes = [run(name, steps[name], env | left_by(name, evidence, names[:i])) for i, name in enumerate(names)]
    print(sum_up(outcomes), flush=True)
    return int(any(outcome.exit_code for outcome in outcomes))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:  # the steps got it, too, and have said what they had done
        print("\nStopped.", file=sys.stderr)
        sys.exit(130)
