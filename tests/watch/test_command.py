"""Does `tbxlab check --watch` carry a learner from a wrong answer to full marks, and leave nothing behind?"""

import os
import sys

import psutil
import pytest

from tbxlab.course import progress

PATIENCE = 120
COMMAND = "import sys; from tbxlab import cli; sys.argv = ['tbxlab', 'check', '02', '--watch']; cli.main()"


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal")
def test_save_see_hint_save_full_check(warm_course, notebook, tmp_path):
    import pexpect

    notebook.save("writer.add_scalar('train/loss', loss, epoch * batch)")
    child = pexpect.spawn(
        sys.executable,
        ["-c", COMMAND],
        timeout=PATIENCE,
        encoding="utf-8",
        dimensions=(40, 200),
        cwd=str(tmp_path),
        env=os.environ | {"TERM": "xterm", "TBXLAB_COURSE": str(warm_course)},
    )
    child.expect("steps repeat")
    child.expect("q quit")
    family = psutil.Process(child.pid).children(recursive=True)
    assert family, "a kernel stays"
    child.send("h")
    child.expect("hint 1 of 4")
    notebook.save()
    child.expect("✓ 2.1")
    child.send("f")
    child.expect("these verdicts count")
    child.expect("tbxlab next")
    child.sendintr()
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0, "the last verdicts were full marks"
    assert psutil.wait_procs(family, timeout=PATIENCE)[1] == []
    kept = progress.load()["2.1"]
    assert (kept["attempts"], kept["passed"], kept["hints"]) == (3, True, 1)
    assert not (warm_course / "runs").exists(), "watching leaves the learner's runs alone"
