"""Are checks right in a kernel that others have used: another lab, and what a learner set for all of torch?"""

import pytest
import torch

from tbxlab.authoring.worker import Worker
from tbxlab.course import manifest
from tbxlab.grading import core
from tbxlab.notebooks import build, make, slices


def first_exercises(lab, number):
    """Return the cells that a lab's first exercises and their checks need, and those checks by themselves."""
    solution = build.from_source(lab)
    assert make.lab_notebook(solution).cells
    code = [cell for cell in solution.cells if cell.cell_type == "code"]
    checks = [i for i, cell in enumerate(code) if cell.metadata.get("nbgrader", {}).get("grade")][:number]
    sources = [cell.source for cell in code]
    return [sources[i] for i in slices.needed(sources, checks)], [sources[i] for i in checks]


@pytest.fixture(scope="module")
def worker():
    with Worker() as started:
        yield started


def test_two_labs_that_are_open_in_one_kernel_do_not_disturb_each_other(worker):
    """Lab 02, lab 03, then the checks of both again, the other way round."""
    one, other = (first_exercises(manifest.load().lab(number), 2) for number in ("02", "03"))
    verdicts, raised = worker.notebook([*one[0], *other[0], *other[1], *one[1]], [0], 60)
    assert raised == ""
    assert [verdict.exercise for _, verdict in verdicts] == [f"{lab}.{n}" for lab in (2, 3, 3, 2) for n in (1, 2)]
    assert [(verdict.exercise, verdict.words) for _, verdict in verdicts if not verdict.passed] == []


@pytest.mark.parametrize("chosen", ["default_dtype(torch.float64)", "default_device('cpu')"])
def test_what_a_learner_chose_for_all_of_torch_changes_no_verdict(worker, chosen):
    before = f"import torch\ntorch.set_{chosen}"
    after = "torch.set_default_dtype(torch.float32)\ntorch.set_default_device(None)"
    verdicts, raised = worker.notebook([before, *first_exercises(manifest.load().lab("02"), 4)[0], after], [0], 60)
    assert raised == ""
    assert [(verdict.exercise, verdict.words) for _, verdict in verdicts if not verdict.passed] == []
    assert len(verdicts) == 4


def test_what_an_answer_sets_for_all_of_torch_ends_with_its_check(tmp_path):
    def answer(*_):
        torch.set_default_dtype(torch.float64)
        torch.set_default_device("meta")

    before = torch.get_default_dtype(), torch.get_default_device()
    core.drive("2.1", answer, 0, tmp_path)
    assert (torch.get_default_dtype(), torch.get_default_device()) == before
