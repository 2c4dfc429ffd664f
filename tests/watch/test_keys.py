"""Are single keys heard on every platform, and the terminal left as it was?"""

import io
import queue
import subprocess
import sys
import types

import pytest

from tbxlab.watch import keys

PATIENCE = 60
posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX terminals")

# In a process of its own: only a session's leader can have a terminal, and be its foreground.
PROGRAM = """
import sys, termios, tbxlab.watch.keys as keys, queue
before = termios.tcgetattr(0)
heard = queue.Queue()
with keys.pressed(heard.put) as there:
    print(f"ready {there}", flush=True)
    got = ""
    while not got.endswith("q"):
        got += heard.get(timeout=60)
print(f"heard {got} restored {termios.tcgetattr(0) == before}", flush=True)
"""


@posix
def test_keys_come_one_by_one_without_enter_and_the_terminal_is_put_back():
    import pexpect

    child = pexpect.spawn(sys.executable, ["-c", PROGRAM], timeout=PATIENCE, encoding="utf-8")
    child.expect("ready True")
    for typed in ("h\x1b[A", "\x1b[1;5C\x1bOPL", "ｆ", "q"):  # arrows are no letters; large and full-width letters are
        child.send(typed)
    child.expect("heard (.*) restored (.*)\r\n")
    assert child.match.groups() == ("hlfq", "True")
    child.expect(pexpect.EOF)


def test_a_pipe_is_no_keyboard():
    code = "import tbxlab.watch.keys as keys\nwith keys.pressed(print) as there: print(there)"
    done = subprocess.run([sys.executable, "-c", code], input="q", capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_no_stdin_at_all_is_no_keyboard(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("q") if sys.platform != "win32" else None)
    with keys.pressed(print) as there:
        assert not there


def windows(monkeypatch, typed):
    """Put a Windows console that types ``typed`` in this platform's place."""
    waiting = list(typed)
    console = types.SimpleNamespace(kbhit=lambda: bool(waiting), getwch=lambda: waiting.pop(0))
    monkeypatch.setitem(sys.modules, "msvcrt", console)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "stdin", types.SimpleNamespace(isatty=lambda: True))


def test_windows_gives_keys_and_function_keys_are_skipped(monkeypatch):
    windows(monkeypatch, ["h", "\xe0", "H", "\x00", ";", "Q"])
    heard = queue.Queue()
    with keys.pressed(heard.put) as there:
        assert there
        assert [heard.get(timeout=PATIENCE), heard.get(timeout=PATIENCE)] == ["h", "q"]


def test_windows_without_a_console_is_no_keyboard(monkeypatch):
    windows(monkeypatch, [])
    monkeypatch.setattr(sys, "stdin", None)
    with keys.pressed(print) as there:
        assert not there
