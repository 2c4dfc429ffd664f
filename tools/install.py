"""Set the course up in .venv: Python's packages from the lock, then the course itself.

    python3 tools/install.py [--light [EXTRA,...]] [--torch-index URL] [--stay] [--again]

Safe to run twice: what is installed already is left alone, which takes a fraction of a second. It needs
nothing but Python's standard library, and begins under old Pythons too, to say which one it needs.

A light installation holds what labs 01 to 06 need: no TensorFlow, no transformers, no site, and on Linux a PyTorch
without CUDA. What a later lab needs comes on top (`--light keras`); without `--light` all of it does.
"""

import argparse
import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))  # where it is not there already: loaded by a test

from how_far import Shown, log_lines
from what_comes import LIGHT, cpu_index, light_extras, say_what_comes

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "tbxlab-install.json"
LOG = VENV / "tbxlab-install.log"
LOCK = ROOT / "requirements.txt"

OLDEST, NEWEST = (3, 11), (3, 13)  # a test holds them equal to pyproject.toml
ALSO = ((3, 12), (3, 11), (3, 13))  # looked for on PATH where the Python that was called does not fit


class CannotInstall(Exception):
    """What stands in the way, and what to type."""


def main(arguments=None):
    """Install what is missing or has changed. Returns the exit code."""
    parser = argparse.ArgumentParser(description="Set the course up in .venv; safe to run twice.")
    parser.add_argument(
        "--torch-index",
        metavar="URL",
        help="take torch and torchvision from this index, "
        "such as https://download.pytorch.org/whl/cpu (Linux without an NVIDIA card)",
    )
    light = "only what labs 01 to 06 need, and the extras that are named (keras, text, media, graphs, site)"
    parser.add_argument("--light", metavar="EXTRA,...", nargs="?", const="1", default="", help=light)
    parser.add_argument("--stay", action="store_true", help="a light installation that is here stays light")
    parser.add_argument("--again", action="store_true", help="install even what is there already")
    options = parser.parse_args(arguments)
    try:
        install(options.torch_index, options.again, light_extras(options.light), options.stay)
    except CannotInstall as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on from here.", file=sys.stderr)
        return 130
    return 0


def install(torch_index, again, light=None, stay=False):
    """Bring .venv to what the lock says; ``light`` are the extras of a light installation."""
    done = {} if again else read_stamp()
    has = done.get("light")  # the extras of a light one, None where everything is there
    if has is not None and (light is not None or stay):
        light = sorted({*has, *(light or [])})
    elif has is None and done.get("python"):
        light = None  # everything is here already
    usable = venv_works(done)
    if usable and done.get("python") == digest(LOCK, ROOT / "pyproject.toml") and has == light:
        print("Python packages: up to date." + (" Light: `make install` adds the rest." if light is not None else ""))
        return
    torch_index = torch_index or (cpu_index() if light is not None else None)
    say_what_comes(ROOT, light, torch_index)
    make_venv(usable)
    if STAMP.exists():
        STAMP.unlink()  # half of an installation must not count as one
    if light is not None:
        write_stamp({"root": str(ROOT), "light": light})  # what broke off goes on as a light one
    for what, command in pip_commands(LOCK.read_text(encoding="utf-8"), torch_index, light):
        run(what, command)
    done = {"root": str(ROOT), "python": digest(LOCK, ROOT / "pyproject.toml")}
    write_stamp(done | ({} if light is None else {"light": light}))


# ---- what is there already


def digest(*files):
    """Return a hash over the contents of files; one that is missing counts as empty."""
    total = hashlib.sha256()
    for path in files:
        total.update(path.read_bytes() if path.is_file() else b"")
        total.update(b"\0")
    return total.hexdigest()


def read_stamp():
    """Return what an earlier installation noted, {} where there is none or it is damaged."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write_stamp(done):
    """Note what is installed."""
    STAMP.write_text(json.dumps(done, indent=1) + "\n", encoding="utf-8")


def venv_works(done):
    """Say whether .venv has a Python that runs, fits, has pip, and stands where it was made."""
    if VENV.is_symlink() or done.get("root", str(ROOT)) != str(ROOT):
        return False  # its commands still name the folder they were made in
    return fits(version_of(str(PYTHON), "" if done.get("python") else "import pip"))


def version_of(python, and_run=""):
    """Return (major, minor) of a Python that runs `and_run` without an error, else None."""
    code = and_run + "\nimport sys; print(sys.version_info[0], sys.version_info[1])"
    try:
        answer = subprocess.run([python, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return None
    numbers = answer.stdout.split()
    return tuple(int(n) for n in numbers) if answer.returncode == 0 and len(numbers) == 2 else None


def fits(version):
    """Say whether the course is tested with this Python."""
    return version is not None and OLDEST <= version <= NEWEST


# ---- making .venv


def make_venv(usable):
    """Make .venv, anew where the one that is there does not work."""
    if usable:
        return
    python = choose_python()
    if VENV.is_symlink():
        VENV.unlink()
    elif VENV.exists():
        print("The .venv that is here does not work (moved, half made, or of another Python); making it anew.")
        shutil.rmtree(str(VENV), ignore_errors=True)
        if VENV.exists():
            raise CannotInstall(f"Cannot remove {VENV}: close what runs from it, then try again.")
    print(f"Making .venv with {python}", flush=True)
    create_venv(python)


def create_venv(python):
    """Make an empty .venv with pip in it."""
    if subprocess.run([python, "-m", "venv", str(VENV)], check=False).returncode:
        raise CannotInstall(f"{python} could not make {VENV}; what it said stands above.")


def choose_python():
    """Return a Python that fits and can make a .venv: the one that runs this, else one found on PATH."""
    own = getattr(sys, "_base_executable", None) or sys.executable  # not .venv's, which may be made anew
    called = sys.version_info[:2]
    candidates = [own] if fits(called) else []
    for version in ALSO:
        if version != called or not candidates:
            candidates += filter(None, [find_python(version)])
    without_venv = None
    for python in candidates:
        version = version_of(python)
        if fits(version) and version_of(python, "import venv, ensurepip"):
            if python != own:
                print(f"{own} (Python {dotted(called)}) does not fit or has no venv; taking {python}.")
            return python
        without_venv = without_venv or (version if fits(version) else None)
    if without_venv:
        raise CannotInstall(
            f"Python {dotted(without_venv)} cannot make a virtual environment here: its venv module is missing.\n"
            f"On Debian and Ubuntu: sudo apt install python{dotted(without_venv)}-venv   then: make install"
        )
    raise CannotInstall(
        f"The course needs Python {dotted(OLDEST)} to {dotted(NEWEST)}; this is {dotted(called)} ({own}), and no\n"
        "other was found. Install one, then: make install PYTHON=python3.12   (Windows: py -3.12 tools\\install.py)"
    )


def find_python(version):
    """Return a command of this Python version, None where there is none."""
    name = f"python{dotted(version)}"
    if shutil.which(name) or os.name != "nt":
        return shutil.which(name)
    asked = ["py", f"-{dotted(version)}", "-c", "import sys; print(sys.executable)"]
    try:
        return subprocess.run(asked, stdout=subprocess.PIPE, check=True).stdout.decode().strip()
    except (OSError, subprocess.SubprocessError):
        return None


def dotted(version):
    """Return (3, 12) as "3.12"."""
    return "{}.{}".format(*version)


# ---- filling it


def pip_commands(lock, torch_index, light=None):
    """Return [(what, command)]: torch's pair first where another index has it, the lock, the course itself.

    A light installation takes the course's own requirements, in the lock's versions.
    """
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install"]
    commands = []
    if torch_index:
        pair = re.findall(r"^(?:torch|torchvision)==\S+", lock, re.MULTILINE)
        commands.append(
            (f"torch and torchvision from {torch_index}", [*pip, "--no-deps", "--index-url", torch_index, *pair])
        )
    if light is not None:
        tools = re.findall(r"^setuptools==\S+", lock, re.MULTILINE)  # what builds the course
        commands.append(("what builds the course", [*pip, *tools]))
        extras = f"[{','.join(light)}]" if light else ""
        more = ", ".join(sorted(set(light) - LIGHT))
        course = [*pip, "--no-build-isolation", "-c", str(LOCK), "-e", f"{ROOT}{extras}"]
        commands.append((f"the course, and what labs 01 to 06 need{' and ' + more if more else ''}", course))
        return commands
    count = len(re.findall("^[^#\n]", lock, re.MULTILINE))
    commands.append(
        (f"up to {count} packages from requirements.txt (minutes, the first time)", [*pip, "-r", str(LOCK)])
    )
    commands.append(("the course itself", [*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT)]))
    return commands


def run(what, command):
    """Run a command, its output in the log; show how far it is. Raises CannotInstall with the log's end."""
    print(f"Installing {what}", flush=True)
    started = time.monotonic()
    environment = dict(os.environ, PIP_USER="0", PYTHONUTF8="1", COLUMNS="200")  # a user's own pip.conf may say --user
    environment.pop("PYTHONHOME", None)
    shown = Shown(LOG, VENV)
    with LOG.open("wb") as log:
        try:
            process = subprocess.Popen(
                command, cwd=str(ROOT), env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
            )
        except OSError as error:
            raise CannotInstall(f"{command[0]} cannot be started: {error}") from None
        try:
            while process.poll() is None:
                shown.update()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=0.5)
        except BaseException:
            shown.clear()
            process.kill()
            process.wait()
            raise
    shown.clear()
    if process.returncode:
        end = "\n    ".join(log_lines(LOG)[-15:])
        raise CannotInstall(f"Could not install {what}. The end of {LOG}:\n    {end}")
    print(f"  done in {time.monotonic() - started:.0f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
