"""Is a program that the learner's code starts seen, and is it told whether it ended?"""

import subprocess
import sys

import psutil

from tbxlab.grading.processes import watched

WAITS = "import sys; print('up', flush=True); sys.stdin.read()  # a made-up-server"


def start():
    child = subprocess.Popen([sys.executable, "-c", WAITS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "up\n"
    return child


def test_is_what_ended_told_from_what_still_runs():
    with watched("a made-up-server") as started:
        ended, left = start(), start()
        started.look()
        ended.communicate("")
    assert {process.pid for process in started.processes} == {ended.pid, left.pid}
    assert started.end() == 1
    assert not psutil.pid_exists(left.pid) or left.wait(10) is not None  # it was ended all the same
    left.communicate()


def test_is_a_program_of_another_kind_none_of_our_business():
    with watched("tensorboard") as started:
        child = start()
        started.look()
    assert started.processes == []
    assert started.end() == 0
    assert child.poll() is None
    child.communicate("")


def test_is_what_ran_before_left_alone():
    child = start()
    with watched("a made-up-server") as started:
        started.look()
    assert started.end() == 0
    assert child.poll() is None
    child.communicate("")
