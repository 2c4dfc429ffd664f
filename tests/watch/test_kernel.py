"""Does the warm kernel survive what learners write, and is it noticed when it does not?"""

import os
import threading

import pytest

from tbxlab.watch import kernel
from tbxlab.watch.kernel import Canceled, NoKernel, WarmKernel

FAR = 600


@pytest.fixture(scope="module")
def _one(tmp_path_factory):
    folder = tmp_path_factory.mktemp("a kernel's folder")
    made = WarmKernel(os.environ | {"TBXLAB_SIGN": "here"}, folder, folder / "kernel.log")
    yield made
    made.stop()


@pytest.fixture
def warm(_one):
    if not _one.alive:
        _one.start()
    return _one


def test_it_keeps_what_cells_define(warm):
    assert warm.run("x = 1", FAR).why == ""
    assert warm.run("assert x == 1", FAR).why == ""


def test_it_has_the_environment_and_the_folder_it_was_given(warm):
    assert warm.run("import os; assert os.environ['TBXLAB_SIGN'] == 'here'", FAR).why == ""
    assert warm.run("import pathlib; assert pathlib.Path.cwd().name.startswith('a kernel')", FAR).why == ""


def test_an_exception_is_told_in_one_line(warm):
    ended = warm.run("print('x' * 1_000_000)\nundefined_name", FAR)
    assert ended.why == "NameError: name 'undefined_name' is not defined"
    assert not ended.stopped


def test_input_is_refused_at_once(warm):
    assert "input" in warm.run("input('your name?')", FAR).why


def test_a_loop_without_end_is_interrupted_and_the_kernel_stays(warm):
    warm.run("kept = 1", FAR)
    ended = warm.run("while True: print('x' * 100)", 0.5)
    assert (ended.stopped, ended.lost) == (True, False)
    assert "0.5 s" in ended.why
    assert warm.run("kept", FAR).why == ""


def test_a_loop_that_ignores_interrupts_costs_the_kernel(warm, monkeypatch):
    monkeypatch.setattr(kernel, "GRACE_SECONDS", 0.5)
    stubborn = "import time\nwhile True:\n    try:\n        time.sleep(0.05)\n    except BaseException:\n        pass"
    ended = warm.run(stubborn, 0.5)
    assert (ended.stopped, ended.lost, warm.alive) == (True, True, False)


def test_a_kernel_that_dies_is_noticed(warm):
    ended = warm.run("import os; os._exit(1)", FAR)
    assert (ended.stopped, ended.lost) == (True, True)
    assert "died" in ended.why
    assert warm.run("1", FAR).lost, "a cell for a kernel that is gone ends, too"


def test_a_cell_that_fills_the_memory_costs_the_kernel_before_it_costs_the_machine(warm, monkeypatch):
    monkeypatch.setattr(kernel, "MEMORY_BYTES", 2**28)
    ended = warm.run("hog = bytearray(2**29)\nimport time; time.sleep(600)", FAR)
    assert (ended.stopped, ended.lost) == (True, True)
    assert "memory" in ended.why


def test_whoever_waits_can_change_their_mind(warm):
    asked = threading.Event()
    threading.Timer(0.3, asked.set).start()
    with pytest.raises(Canceled):
        warm.run("while True: pass", FAR, canceled=asked.is_set)
    assert warm.run("1", FAR).why == ""


def test_a_machine_without_a_kernel_is_told_with_what_it_said(tmp_path):
    (tmp_path / "ipykernel_launcher.py").write_text("raise SystemExit('no kernel for you')", encoding="utf-8")
    broken = WarmKernel(os.environ | {"PYTHONPATH": str(tmp_path)}, tmp_path, tmp_path / "kernel.log")
    with pytest.raises(NoKernel, match="no kernel for you"):
        broken.start()
    assert not broken.alive
