"""Does Ctrl-C end whatever is running without a traceback, its children included?"""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tbxlab.environment.waiting import wait_for

ROOT = Path(__file__).resolve().parents[2]
CLI = [sys.executable, "-c", "from tbxlab.cli import main; main()"]
pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C to a whole console")


@pytest.fixture
def interrupted(tiny_course, tmp_path):
    """Start a command in a group of its own, as a terminal does, send Ctrl-C to all of the group once it is ready."""

    def run(command, ready, cwd=None):
        log = tmp_path / "said"
        with log.open("wb") as output:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                cwd=cwd or tiny_course,
            )
        whole = psutil.Process(process.pid)
        family = []

        def is_ready():
            family[:] = whole.children(recursive=True)
            return ready(family, log.read_text(encoding="utf-8", errors="replace"))

        wait_for(is_ready, 120, unless=lambda: process.poll() is not None)
        os.killpg(process.pid, signal.SIGINT)
        code = process.wait(600)  # a busy machine takes its time; that it ends is what is asked
        _, alive = psutil.wait_procs(family, timeout=30)
        for each in alive:
            each.kill()
        said = log.read_text(encoding="utf-8", errors="replace")
        assert alive == [], said
        assert "Traceback" not in said, said
        assert "KeyboardInterrupt" not in said
        return code, said

    return run


def kernel_runs(family, _):
    return any("ipykernel" in " ".join(each.cmdline()) for each in family if each.is_running())


def slow(course):
    """Let the lab's only answer take for ever."""
    path = course / "solutions" / "02_scalars.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("# %%\nprint(", "# %%\nimport time\n\ntime.sleep(100)\nprint("), encoding="utf-8")
    return course


def test_while_a_notebook_is_judged(interrupted):
    assert interrupted([*CLI, "check", "02"], kernel_runs)[0] == 130


def test_while_labs_are_built(interrupted, tiny_course):
    slow(tiny_course)
    assert interrupted([*CLI, "build"], kernel_runs)[0] == 130


def test_while_labs_are_proven(interrupted, tiny_course):
    def worker_runs(family, _):
        return any("spawn_main" in " ".join(each.cmdline()) for each in family if each.is_running())

    slow(tiny_course)
    assert interrupted([*CLI, "verify"], worker_runs)[0] == 130


def test_while_the_command_is_still_being_loaded(interrupted):
    code = (
        "import sys, time\nfrom importlib.abc import MetaPathFinder\n"
        "class Slow(MetaPathFinder):\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'typer':\n            print('loading', flush=True); time.sleep(100)\n"
        "sys.meta_path.insert(0, Slow())\nfrom tbxlab.cli import main\n"
    )
    assert interrupted([sys.executable, "-c", code], lambda _, said: "loading" in said) == (130, "loading\nStopped.\n")


def test_while_the_tests_run(interrupted, tmp_path):
    """`make test` took ten lines of traceback to say it."""
    script = ROOT / "tools" / "test.py"
    source = script.read_text(encoding="utf-8")
    step = '[sys.executable, "-m", "ruff", "check", "."]'
    assert step in source
    waits = "import signal, time; signal.signal(2, signal.SIG_DFL); time.sleep(100)"
    changed = tmp_path / "tools" / "test.py"
    changed.parent.mkdir()
    changed.write_text(source.replace(step, f'[sys.executable, "-c", "{waits}"]'), encoding="utf-8")
    code, said = interrupted([sys.executable, str(changed), "style"], lambda family, _: bool(family))
    assert (code, said.splitlines()[-1]) == (130, "Stopped.")


def test_an_error_that_is_no_interrupt_is_shown_as_ever():
    code = "from tbxlab.cli import interrupts; interrupts.end_quietly(); 1 / 0"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False)
    assert "ZeroDivisionError" in done.stderr
    assert done.returncode == 1


def test_an_interrupt_that_an_import_turned_into_another_error_is_still_one():
    code = (
        "from tbxlab.cli import interrupts\ninterrupts.end_quietly()\n"
        "try:\n    raise KeyboardInterrupt\n"
        "except KeyboardInterrupt as error:\n    raise ImportError('numpy') from error\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (130, "Stopped.\n")
