"""How many submissions a minute: `tbxlab grade`, behind walls and under two seeds, against `nbgrader autograde`.

    python -m venv nbgrader-env && nbgrader-env/bin/pip install nbgrader
    python benchmarks/classroom.py nbgrader-env/bin/nbgrader --lab 01 --copies 4 --rounds 3

nbgrader gets an environment of its own, since it brings packages that the course does not want; the notebooks run in
the course's kernel both times. The two take turns on the same copies of a solution, so that a busy machine slows both.
Each round's ratio is printed, and the median of them. nbgrader runs one notebook after the other and has no walls.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tbxlab.course import manifest
from tbxlab.course.manifest import Lab
from tbxlab.notebooks import build

CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "class"
c.ExecutePreprocessor.timeout = 600
c.ClearSolutions.enforce_metadata = False
"""


def nbgrader_course(folder: Path, lab: Lab, copies: int) -> None:
    """Make a course with the solution as its source, and copies of it as what was handed in."""
    solution = build.solution_path(lab)
    (folder / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    source = folder / "source" / "lab"
    source.mkdir(parents=True)
    shutil.copy(solution, source / f"{lab.name}.ipynb")
    for number in range(copies):
        submitted = folder / "submitted" / f"learner{number}" / "lab"
        submitted.mkdir(parents=True)
        shutil.copy(solution, submitted / f"{lab.name}.ipynb")


def run(command: list[str], folder: Path, env: dict[str, str]) -> float:
    """Run a command to its end; return the seconds it took."""
    started = time.perf_counter()
    subprocess.run(command, cwd=folder, env=env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    return time.perf_counter() - started


def measure(nbgrader: str, lab: Lab, copies: int, rounds: int, jobs: int) -> list[float]:
    """Let both grade the same copies in turns; return each round's ratio."""
    ratios = []
    kernels = {"JUPYTER_PATH": str(Path(sys.prefix) / "share" / "jupyter"), "OMP_NUM_THREADS": "1"}
    env = os.environ | kernels | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    grade = "from tbxlab.cli import main; main()"
    with tempfile.TemporaryDirectory(prefix="tbxlab-bench-") as name:
        folder = Path(name)
        nbgrader_course(folder, lab, copies)
        run([nbgrader, "generate_assignment", "lab", "--create", "--force"], folder, env)
        handed_in = folder / "handed-in"
        for number in range(copies):
            (handed_in / f"learner{number}").mkdir(parents=True)
            shutil.copy(build.solution_path(lab), handed_in / f"learner{number}")
        for number in range(rounds):
            theirs = run([nbgrader, "autograde", "lab", "--force"], folder, env)
            out = ["--out", str(folder / f"grades-{number}"), "--jobs", str(jobs)]
            ours = run([sys.executable, "-c", grade, "grade", lab.number, str(handed_in), *out], folder, env)
            ratios.append(theirs / ours)
            print(
                f"round {number + 1}: nbgrader {60 * copies / theirs:.1f} a minute, "
                f"tbxlab grade {60 * copies / ours:.1f} a minute, ratio {ratios[-1]:.1f}",
                flush=True,
            )
    return ratios


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("nbgrader", help="the command of an environment in which nbgrader is installed")
    parser.add_argument("--lab", default="01")
    parser.add_argument("--copies", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    ratios = measure(
        str(Path(asked.nbgrader).resolve()), manifest.load().lab(asked.lab), asked.copies, asked.rounds, asked.jobs
    )
    print(f"median ratio: {statistics.median(ratios):.1f}")


if __name__ == "__main__":
    main()
