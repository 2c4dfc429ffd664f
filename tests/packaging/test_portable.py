"""Is there nothing in the code that fails on Windows, as far as that can be seen from here?"""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted([*(ROOT / "src").rglob("*.py"), *(ROOT / "tools").rglob("*.py")])
POSIX_MODULES = {"fcntl", "grp", "pty", "pwd", "resource", "syslog", "termios", "tty"}
POSIX_NAMES = {
    "fork",
    "forkpty",
    "getpgid",
    "getpgrp",
    "geteuid",
    "getuid",
    "killpg",
    "mkfifo",
    "setsid",
    "tcgetpgrp",
    "SIGALRM",
    "SIGCONT",
    "SIGHUP",
    "SIGKILL",
    "SIGUSR1",
}
NO_FILES = ("os", "webbrowser", "Image", "_client", "archive", "_NO_PROXY")  # whose open() opens something else
GUARDS = ("hasattr(os,", "sys.platform", "def _posix(")  # a function that looks before it leaps


CLASSROOM = "src/tbxlab/classroom/"
"""Walls need Linux: `tbxlab grade` refuses on Windows before anything of this room is imported."""


def calls(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            yield node, name, {keyword.arg: keyword.value for keyword in node.keywords}


def mode_of(node, keywords):
    """Return the mode that a file is opened in; of ``path.open`` it is the first argument, of ``open`` the second."""
    at = 0 if isinstance(node.func, ast.Attribute) else 1
    given = keywords.get("mode") or (node.args[at] if len(node.args) > at else None)
    return given.value if isinstance(given, ast.Constant) and isinstance(given.value, str) else "r"


@pytest.fixture(scope="module")
def trees():
    """Each file of the package and the tools, by its name."""
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in FILES}


def test_text_is_read_and_written_as_utf_8(trees):
    """The system's own encoding is another one on most Windows machines."""
    missing = []
    for name, tree in trees.items():
        for node, called, keywords in calls(tree):
            said = "encoding" in keywords or None in keywords or (called == "read_text" and node.args)
            if called == "open":
                receiver = ast.unparse(node.func.value) if isinstance(node.func, ast.Attribute) else ""
                if not receiver.endswith(NO_FILES) and "b" not in mode_of(node, keywords) and not said:
                    missing.append(f"{name}:{node.lineno}")
            elif called in ("read_text", "write_text") and not said:
                missing.append(f"{name}:{node.lineno}")
            elif called in ("run", "Popen", "check_output") and {"text", "universal_newlines"} & keywords.keys():
                missing += [] if said else [f"{name}:{node.lineno}"]
    assert missing == []


def test_what_only_posix_has_is_used_behind_a_look_at_the_system(trees):
    found = []
    command = trees["src/tbxlab/cli/teacher.py"]
    (grade,) = [each for each in ast.walk(command) if isinstance(each, ast.FunctionDef) and each.name == "grade"]
    assert "sys.platform == 'win32'" in ast.unparse(grade), "what is in CLASSROOM is reached through here"
    for name, tree in trees.items():
        if name.startswith(CLASSROOM):
            continue
        guarded = {
            id(node)
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef)
            if any(guard in ast.unparse(function) for guard in GUARDS)
            for node in ast.walk(function)
        }
        for node in ast.walk(tree):
            names = {node.attr} if isinstance(node, ast.Attribute) else set()
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = {alias.name for alias in node.names} | {getattr(node, "module", "")}
            if names & (POSIX_NAMES | POSIX_MODULES) and id(node) not in guarded:
                found.append(f"{name}:{node.lineno}")
    assert found == []


def test_processes_are_spawned_and_never_forked(trees):
    """torch's threads do not survive a fork, and Windows has none."""
    made = [
        (f"{name}:{node.lineno}", keywords.get("mp_context"))
        for name, tree in trees.items()
        for node, called, keywords in calls(tree)
        if called in ("Pool", "ProcessPoolExecutor")
    ]
    assert made
    assert [where for where, context in made if context is None or "spawn" not in ast.unparse(context)] == []


def test_what_learners_use_is_imported_where_posix_has_no_modules():
    code = """
import importlib, pkgutil, sys
import IPython, ipykernel.kernelapp, jupyter_client.manager, numpy  # these know Windows
import psutil, rich.console, typer, watchfiles
for name in %r:
    sys.modules[name] = None
import tbxlab
for package in ("tbxlab.cli", "tbxlab.watch", "tbxlab.grading", "tbxlab.environment"):
    for module in pkgutil.iter_modules(importlib.import_module(package).__path__, package + "."):
        if module.name != "tbxlab.grading.plugin":  # runs inside of pytest
            importlib.import_module(module.name)
print("imported")
"""
    done = subprocess.run(
        [sys.executable, "-c", code % sorted(POSIX_MODULES)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stdout == "imported\n", done.stderr


@pytest.mark.parametrize("command", [["progress"], ["hint", "2.1"], ["check", "77"]], ids=" ".join)
def test_a_terminal_that_is_not_utf_8_breaks_nothing(tiny_course, command):
    code = f"import sys; from tbxlab import cli; sys.argv = ['tbxlab', *{command}]; cli.main()"
    env = os.environ | {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0", "LC_ALL": "C"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=False)
    assert b"Traceback" not in done.stderr
    assert done.returncode == (2 if command[0] == "check" else 0)
    assert done.stdout or done.stderr
