"""Run everything that CI runs, one step after the other, and sum up. Any failure makes the exit code 1.

    python tools/test.py [STEP ...]        all steps, or those that are named

The last line counts the tests of all steps together.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# By file only, two at a time, one thread each: two processes of two threads each are slower than one after the other.
# A worker that crashes is not replaced: xdist then waits for ever for the files that the dead one still had.
PARALLEL = ["-n", "2", "--dist", "loadfile", "--max-worker-restart=0"]
PYTEST = [sys.executable, "-m", "pytest", "--color=no"]

STEPS = {
    "style": [sys.executable, "-m", "ruff", "check", "."],
    "format": [sys.executable, "-m", "ruff", "format", "--check", "."],
    "types": [sys.executable, "-m", "mypy"],
    "imports": [sys.executable, "-m", "deptry", "."],  # declared, and used
    "solutions": [*PYTEST, "--nbval-lax", "--nbval-current-env", *PARALLEL, "solutions/"],
    "tests": [*PYTEST, *PARALLEL, "--durations=10", "tests/"],  # the chapters' code and the site's build are in here
}

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


def main(names: list[str]) -> int:
    """Run the named steps, all if none is named; return the exit code."""
    unknown = sorted(set(names) - set(STEPS))
    if unknown:
        print(f"no step {', '.join(unknown)}; there are: {', '.join(STEPS)}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="tbxlab-test-", ignore_cleanup_errors=True) as folder:
        runs = str(Path(folder) / "runs")
        outcomes = [run(step, STEPS[step], environment(runs)) for step in names or STEPS]
    print(sum_up(outcomes), flush=True)
    return int(any(outcome.exit_code for outcome in outcomes))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:  # the steps got it, too, and have said what they had done
        print("\nStopped.", file=sys.stderr)
        sys.exit(130)
