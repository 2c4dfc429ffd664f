"""How far an installation is, in one line: from pip's log, and from what is in .venv already. Standard library only."""

import os
import re
import shutil
import sys
import time

PACKAGES = "[Ll]ib/site-packages" if os.name == "nt" else "lib/python3.*/site-packages"
SAY_SECONDS = 30  # between two lines about a long step where no terminal shows one that moves


class Shown:
    """One line that says how far a command is: in a terminal it moves, elsewhere it is said anew now and then."""

    def __init__(self, log, venv):
        self.log, self.venv = log, venv
        self.started = self.said = time.monotonic()
        self.before = installed(venv)

    def update(self):
        """Show how far it is now."""
        now = time.monotonic()
        if sys.stdout.isatty():
            width = shutil.get_terminal_size().columns - 1
            print("\r" + self.line(now)[:width].ljust(width), end="", flush=True)
        elif now - self.said >= SAY_SECONDS:
            self.said = now
            print(self.line(now), flush=True)

    def line(self, now):
        """Return the line: the seconds so far, and what the log tells."""
        return f"  {now - self.started:4.0f} s  {how_far(log_lines(self.log), installed(self.venv) - self.before)}"

    def clear(self):
        """Leave nothing of it in a terminal."""
        if sys.stdout.isatty():
            print("\r" + " " * (shutil.get_terminal_size().columns - 1), end="\r", flush=True)


def how_far(lines, new):
    """Return in words how far a pip is, from its log and the packages that are new in .venv; else its last line.

    pip says what it collects and downloads, and names all that it is about to install. While it installs, for most of
    the time, it says nothing more; what is there already is then seen in the folder.
    """
    collected, megabytes, latest = 0, 0.0, ""
    for line in lines:
        if line.startswith("Collecting "):
            collected, latest = collected + 1, line.split()[1]
        size = re.search(r"^ *Downloading .*\((\d+(?:\.\d+)?) (kB|MB|GB)\)", line)
        if size:
            megabytes += float(size.group(1)) * {"kB": 1e-3, "MB": 1.0, "GB": 1e3}[size.group(2)]
        if line.startswith("Installing collected packages: "):
            names = [canonical(name) for name in line.partition(": ")[2].split(", ")]
            left = [name for name in names if name not in new]
            done = len(names) - len(left)
            return f"installing package {min(done + 1, len(names))} of {len(names)}: {left[0] if left else 'the last'}"
    if collected:
        amount = f"{megabytes / 1000:.1f} GB" if megabytes >= 1000 else f"{megabytes:.0f} MB"
        return f"fetching package {collected} ({amount} downloaded so far): {latest}"
    return lines[-1].strip() if lines else ""


def installed(venv):
    """Return the names of the packages that are whole in .venv: pip writes a package's RECORD last."""
    return {canonical(record.parent.name.partition("-")[0]) for record in venv.glob(PACKAGES + "/*.dist-info/RECORD")}


def canonical(name):
    """Return a package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name.strip()).lower()


def log_lines(log):
    """Return the lines of the log so far."""
    if not log.exists():
        return []
    return log.read_text(encoding="utf-8", errors="replace").splitlines()
