"""Other right ways to solve an exercise: what a learner may compare with once their own answer passes.

They are the right answers under ``tests/answers/``, each proven like the solution. A comment at the top of such a file
says in a sentence what the way costs or gains.
"""

from dataclasses import dataclass

from tbxlab.course import folders
from tbxlab.course.manifest import Exercise, Lab


@dataclass(frozen=True)
class Other:
    """One way: what it is called, a sentence about it ("" where none was written), and its code."""

    title: str
    about: str
    code: str


def others(lab: Lab, exercise: Exercise) -> list[Other]:
    """Return the other right ways, sorted by name; none where the course was installed without them."""
    folder = folders.answers_dir() / lab.name / exercise.id
    found = []
    for path in sorted(folder.glob("right_*.py")):
        lines = path.read_text(encoding="utf-8").splitlines()
        head = next((at for at, line in enumerate(lines) if not line.startswith("#")), len(lines))
        about = " ".join(line.lstrip("# ").strip() for line in lines[:head])
        title = path.stem.removeprefix("right_").replace("_", " ")
        found.append(Other(title, about, "\n".join(lines[head:]).strip()))
    return found
