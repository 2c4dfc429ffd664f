"""Does every lab hold: starters, solutions, wrong answers and other right ones, under three seeds?"""

import pytest

from tbxlab.authoring import proof
from tbxlab.authoring.verify import verify
from tbxlab.course import folders, manifest

LABS = manifest.load().labs


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.name)
def test_the_lab_holds(lab):
    outcome = verify(lab)
    assert outcome.problems == ()
    assert {row.exercise.id: row.problems for row in outcome.rows if row.problems} == {}
    assert outcome.rows == proof.if_all_holds([lab])[0].rows  # what the page below tells


def test_the_page_tells_what_is_proven():
    """Each lab's proof stands above, in a process of its own; what it gives where nothing is wrong is the page's."""
    page = proof.page_path().read_text(encoding="utf-8")
    assert page == proof.as_page(proof.if_all_holds(LABS)), "run: make verify"


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.name)
def test_the_labs_chapter_is_there(lab):
    assert (folders.root() / "chapters" / lab.chapter).is_file()
