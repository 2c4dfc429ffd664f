"""Does every lab hold: starters, solutions under three seeds, wrong answers, other right ones?"""

import pytest

from tbxlab.authoring import proof
from tbxlab.authoring.verify import verify_all
from tbxlab.course import manifest
from tbxlab.notebooks import build

LABS = manifest.load().labs


@pytest.fixture(scope="module")
def proofs():
    return {outcome.lab.name: outcome for outcome in verify_all(LABS)}


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.name)
def test_the_lab_holds(lab, proofs):
    outcome = proofs[lab.name]
    assert outcome.problems == ()
    assert {row.exercise.id: row.problems for row in outcome.rows if row.problems} == {}


def test_the_page_tells_what_was_proven(proofs):
    page = proof.page_path().read_text(encoding="utf-8")
    assert page == proof.as_page(proofs.values()), "run: make verify"


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.name)
def test_the_labs_chapter_is_there(lab):
    assert (build.course.root() / "chapters" / lab.chapter).is_file()
