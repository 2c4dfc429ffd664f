"""The three things that run while someone learns: the pages, JupyterLab in work/, TensorBoard on its runs/."""

import enum
import os
import secrets
import shutil
import sys
from abc import ABC, abstractmethod
from importlib.util import find_spec
from pathlib import Path

from tbxlab import board
from tbxlab.environment import chapter_links, pages, ports
from tbxlab.environment.services import Child, answers, fetch

JUPYTER_SETTINGS = Path(__file__).parent / "jupyter"
KERNEL_STARTUP = Path(__file__).parent / "kernel_startup.py"


class State(enum.Enum):
    """How far a program is."""

    STARTING = "starting"
    READY = "ready"
    FAILED = "failed"


class Program(ABC):
    """Something with an address. ``state()`` moves it on and is asked again and again."""

    def __init__(self, name: str, port: int, log: Path) -> None:
        self.name, self.port, self.log = name, port, log
        self.url = f"http://{ports.HOST}:{port}/"
        self._ready = False

    def state(self) -> State:
        """Return READY from the first time its real page was seen until it ends."""
        if self._ended():
            return State.FAILED
        if not self._ready:
            self._ready = self._answers()
        return State.READY if self._ready else State.STARTING

    @abstractmethod
    def start(self) -> None:
        """Start it and return at once."""

    @abstractmethod
    def _ended(self) -> bool: ...

    @abstractmethod
    def _answers(self) -> bool: ...

    @abstractmethod
    def stop(self) -> None:
        """End it and all it started; safe at any time, and twice."""

    def last_lines(self) -> list[str]:
        """Return the end of what it said."""
        if not self.log.is_file():
            return []
        return self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:]


class _ChildProgram(Program):
    """A program that is one child process."""

    _child: Child | None = None

    def _ended(self) -> bool:
        return self._child is not None and self._child.exit_code is not None

    def stop(self) -> None:
        """End it and all it started."""
        if self._child is not None:
            self._child.stop()


class Lab(_ChildProgram):
    """JupyterLab on a folder of notebooks, with a token of its own, without news."""

    def __init__(self, port: int, log: Path, folder: Path, site: str = "") -> None:
        """``site`` is the pages' address, to which links in notebooks lead."""
        super().__init__("lab", port, log)
        self._folder, self._site = folder, site
        self._token = secrets.token_hex(24)
        self._base = self.url
        self.url = self.link("lab")

    def link(self, path: str) -> str:
        """Return the address of a page, with the token that opens it."""
        return f"{self._base}{path}?token={self._token}"

    @property
    def token(self) -> str:
        """What opens JupyterLab, and lets the pages lead into it."""
        return self._token

    def notebook(self, number: str) -> str | None:
        """Return the address that opens the lab with this number ("02"), None where its notebook is not there."""
        found = (path for path in sorted(self._folder.glob(f"{number}_*.ipynb")) if "." not in path.stem)
        path = next(found, None)
        return self.link(f"lab/tree/{path.name}") if path else None

    def start(self) -> None:
        """Start the server; its settings come on top of the learner's own."""
        settings = [str(JUPYTER_SETTINGS), *filter(None, [os.environ.get("JUPYTER_CONFIG_PATH")])]
        env = {
            **_commands_here(),
            "JUPYTER_TOKEN": self._token,  # not among the arguments, which everyone on the machine can read
            "JUPYTER_CONFIG_PATH": os.pathsep.join(settings),
            "PYTHONUTF8": "1",  # a learner's open() writes UTF-8 on Windows too
            "PYTHONSTARTUP": str(KERNEL_STARTUP),
            "TBXLAB_STARTUP": os.environ.get("PYTHONSTARTUP", ""),  # the learner's own: it runs, too
            chapter_links.SITE: self._site,
        }
        self._child = Child(self.name, self._command(), self.log, cwd=self._folder, env=env, ask=self._shut_down)

    def _command(self) -> list[str]:
        options = {
            "ServerApp.ip": ports.HOST,
            "ServerApp.port": self.port,
            "ServerApp.port_retries": 0,  # another port would not be the one that was said
            "ServerApp.base_url": "/",
            "ServerApp.open_browser": False,
            "ServerApp.root_dir": self._folder,
            "ServerApp.terminado_settings": {"shell_command": _shell()},
            "LabApp.news_url": None,
            "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
            "LabApp.extension_manager": "readonly",  # the other one asks PyPI
        }
        command = [sys.executable, "-m", "jupyterlab", *(f"--{key}={value}" for key, value in options.items())]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.append("--allow-root")  # a container; the server listens on this machine only
        return command

    def _answers(self) -> bool:
        return answers(self.url, "<title>JupyterLab</title>")

    def _shut_down(self) -> None:
        """Ask the server to end: it lets every kernel close its event files, on Windows too."""
        fetch(self._base + "api/shutdown", method="POST", headers={"Authorization": f"token {self._token}"})


def _commands_here() -> dict[str, str]:
    """Return what makes `tbxlab` and `tensorboard` this installation's: the environment as activated."""
    folder = str(Path(sys.executable).parent)
    found = {"PATH": os.pathsep.join(filter(None, [folder, os.environ.get("PATH", "")]))}
    if sys.prefix != sys.base_prefix:
        found["VIRTUAL_ENV"] = sys.prefix
    return found


def _shell() -> list[str]:
    """Return the shell of JupyterLab's terminals: no login shell, which would put the system's PATH in ours' place."""
    if os.name == "nt":
        return ["powershell.exe"]
    return [os.environ.get("SHELL") or shutil.which("bash") or "sh"]


class Board(_ChildProgram):
    """TensorBoard on a log directory."""

    def __init__(self, port: int, log: Path, logdir: Path) -> None:
        super().__init__("board", port, log)
        self._logdir = logdir

    def start(self) -> None:
        """Start the server."""
        self._child = Child(self.name, board.command(self._logdir, self.port), self.log)

    def _answers(self) -> bool:
        return answers(self.url, "<title>TensorBoard</title>") and answers(self.url + "data/runs", "[")


class Site(Program):
    """The pages: built first, by a child, unless they are as their sources are; then served from here."""

    def __init__(self, port: int, log: Path, root: Path, state: Path, lab: Lab | None = None) -> None:
        """``lab`` is where the pages' links to labs lead."""
        super().__init__("site", port, log)
        self._root, self._state = root, state
        self._way = pages.WayToLabs(lab.notebook, lab.token) if lab else None
        if lab:
            self.url += f"?{pages.TOKEN}={lab.token}"
        self._build: Child | None = None
        self._server: pages.StaticSite | None = None
        self._sources = ""

    def can_be_shown(self) -> bool:
        """Return whether the pages are there or can be built here: a light installation has nothing to build them."""
        return pages.is_current(self._root, self._state) or find_spec("mkdocs") is not None

    def start(self) -> None:
        """Serve what is built and current; start to build what is not."""
        if pages.is_current(self._root, self._state):
            self._serve()
            return
        self._sources = pages.digest(self._root)
        env = {"NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1"}
        self._build = Child(self.name, pages.build_command(self._root), self.log, cwd=self._root, env=env)

    def _ended(self) -> bool:
        if self._server is None and self._build is not None and self._build.exit_code == 0:
            pages.mark_current(self._root, self._state, self._sources)
            self._serve()
        return self._build is not None and self._build.exit_code not in (None, 0)

    def _serve(self) -> None:
        self._server = pages.StaticSite(self._root / "site", self.port, self._way)

    def _answers(self) -> bool:
        return self._server is not None and answers(self.url, f"<title>{pages.title(self._root)}")

    def stop(self) -> None:
        """Stop building or serving."""
        if self._build is not None:
            self._build.stop()
        if self._server is not None:
            self._server.stop()
            self._server = None
