"""Is a program that was started also stopped, with everything that it started?"""

import sys
import time
from pathlib import Path

import psutil
import pytest

from tbxlab.environment import services
from tbxlab.environment.services import Child
from tbxlab.environment.waiting import NotReady, wait_for

# A program that will not end when asked, with a child in a session of its own that will not either.
STUBBORN = """
import signal, subprocess, sys, time
for name in ("SIGTERM", "SIGINT", "SIGBREAK"):
    if hasattr(signal, name):
        signal.signal(getattr(signal, name), signal.SIG_IGN)
if "child" not in sys.argv:
    child = subprocess.Popen([sys.executable, __file__, "child"], start_new_session=True)
    print(child.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def stubborn(tmp_path):
    script = tmp_path / "stubborn.py"
    script.write_text(STUBBORN, encoding="utf-8")
    return [sys.executable, str(script)]


def gone(pid):
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_a_program_that_will_not_end_is_ended_with_its_children(stubborn, tmp_path, monkeypatch):
    monkeypatch.setattr(services, "POLITE_SECONDS", 0.5)
    child = Child("stubborn", stubborn, tmp_path / "log")
    wait_for(lambda: child.last_lines() != [], 60)
    grandchild = int(child.last_lines()[0])
    assert not gone(grandchild)
    child.stop()
    assert gone(child.pid)
    assert gone(grandchild)


def test_a_program_is_asked_before_it_is_told(tmp_path):
    """`ask` is enough where it works: no signal is sent."""
    flag = tmp_path / "end"
    code = f"import pathlib, time\nwhile not pathlib.Path({str(flag)!r}).exists(): time.sleep(0.05)\nprint('by itself')"
    child = Child("polite", [sys.executable, "-c", code], tmp_path / "log", ask=flag.touch)
    child.stop()
    assert child.exit_code == 0
    assert child.last_lines() == ["by itself"]


def test_a_request_that_fails_is_followed_by_a_signal(tmp_path):
    def ask():
        raise ConnectionRefusedError

    child = Child("deaf", [sys.executable, "-c", "import time; time.sleep(600)"], tmp_path / "log", ask=ask)
    child.stop()
    assert gone(child.pid)


def test_stopping_twice_or_after_its_end_is_harmless(tmp_path):
    child = Child("short", [sys.executable, "-c", "print('done')"], tmp_path / "log")
    wait_for(lambda: child.exit_code is not None, 60)
    child.stop()
    child.stop()
    assert child.last_lines() == ["done"]


def test_waiting_ends_as_soon_as_it_can():
    began = time.monotonic()
    with pytest.raises(NotReady, match="ended"):
        wait_for(lambda: False, timeout=600, unless=lambda: True)
    wait_for(lambda: True, timeout=600)
    assert time.monotonic() - began < 300
    with pytest.raises(NotReady, match="not ready after 0 seconds"):
        wait_for(lambda: False, timeout=0)


def test_a_proxy_is_not_asked_for_this_machine(monkeypatch, tmp_path):
    from tbxlab.environment import pages, ports

    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    Path(tmp_path / "index.html").write_text("hello", encoding="utf-8")
    port = ports.any_port()
    site = pages.StaticSite(tmp_path, port)
    try:
        assert services.answers(f"http://127.0.0.1:{port}/", "hello")
    finally:
        site.stop()
