"""Real sentences: the prose of the installed libraries' docstrings, with the area they document.

Nothing is downloaded and nothing is copied into the course: the sentences are read from torch, torchvision,
NumPy, SciPy, scikit-learn and Matplotlib as they are installed here, so other versions give other sentences.
"""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass

AREAS = {
    "layers": ("torch.nn",),
    "optimizers": ("torch.optim", "torch.optim.lr_scheduler", "scipy.optimize"),
    "distributions": ("torch.distributions", "scipy.stats"),
    "linear algebra": ("torch.linalg", "numpy.linalg", "scipy.linalg", "scipy.sparse.linalg"),
    "image transforms": ("torchvision.transforms.v2", "torchvision.transforms.functional", "scipy.ndimage"),
    "metrics": ("sklearn.metrics", "sklearn.metrics.pairwise"),
    "clustering": ("sklearn.cluster", "scipy.cluster.hierarchy", "scipy.cluster.vq"),
    "signal": ("scipy.signal", "scipy.signal.windows", "scipy.fft"),
    "plotting": ("matplotlib.pyplot", "matplotlib.axes", "matplotlib.figure"),
    "random numbers": ("numpy.random", "torch.random", "scipy.stats.qmc", "scipy.stats.sampling"),
}
"""Area -> the modules that document it. The order is the order of the classes, 0 to 9."""

LIBRARIES = ("torch", "torchvision", "numpy", "scipy", "scikit-learn", "matplotlib")
"""The packages whose docstrings are read, as pip calls them."""

WORDS = range(5, 61)
"""How many words a sentence may have: a shorter one says too little, a longer one is a list or a formula."""

# Where a docstring stops being prose: headings, directives, examples, NumPy's and Google's sections.
_SECTION = re.compile(
    r"^\s*([-=~]{3,}|\.\. |>>>|:param|:return|(Args|Arguments|Keyword [Aa]rg\w*|Returns?|Shape|Examples?|Attributes|"
    r"Note|Notes|Inputs?|Outputs?|Warnings?|References|See [Aa]lso|Parameters|Variables|Raises|Yields|call signatures?"
    r"|Call signatures?)\b:*\s*$)"
)
_MARKUP = (
    (re.compile(r":math:`[^`]*`"), "x"),
    (re.compile(r"(?::[\w:]+:)?`+[~!.]*(?:[A-Za-z_]\w*\.)*([^`<]+?)\s*(?:<[^`]*>)?`+_{0,2}"), r"\1"),  # to Linear
    (re.compile(r"\*{1,2}([^*\s][^*]*)\*{1,2}"), r"\1"),
    (re.compile(r"\s*\[\d+\]_"), ""),
    (re.compile(r"\b(?:[A-Za-z_]\w+\.)+([A-Za-z_]\w*)"), r"\1"),  # torch.nn.Linear is Linear
    (re.compile(r"\s+"), " "),
)
_END = re.compile(r"(?<=[a-z0-9)\"'][.!?])\s+(?=[A-Z`*:])")
_UNTOLD = re.compile(
    r"(^alias for|deprecated|\bsee also\b|user guide|call signature|->|::|\bhttps?\b|[=\\{}<>|])", re.IGNORECASE
)


@dataclass(frozen=True)
class Sentence:
    """One sentence of one docstring."""

    text: str
    area: str
    source: str
    """The object it documents, e.g. "torch.nn.Linear"."""


def collect() -> list[Sentence]:
    """Return every usable sentence once, in the order of AREAS; one that two areas share is left out.

    Imports all six libraries: 3 to 6 seconds of CPU.
    """
    found: dict[str, Sentence] = {}
    shared = set()
    for area, modules in AREAS.items():
        for source, documented in (pair for module in modules for pair in _objects(module)):
            for text in sentences(documented):
                known = found.setdefault(_key(text), Sentence(text, area, source))
                if known.area != area:
                    shared.add(_key(text))
    return [sentence for key, sentence in found.items() if key not in shared]


def sentences(docstring: str) -> list[str]:
    """Return the usable sentences of a docstring's prose, see `prose`."""
    return [text for text in prose(docstring) if _is_usable(text)]


def prose(docstring: str) -> list[str]:
    """Return the sentences of a docstring's prose, without markup; what comes after its first section is left out."""
    paragraphs: list[str] = []
    lines: list[str] = []
    for line in inspect.cleandoc(docstring).splitlines():
        if _SECTION.match(line):
            break
        if line.strip() and not line.startswith("    "):  # indented: a formula, code or a table
            lines.append(line.strip())
        elif lines:
            paragraphs, lines = [*paragraphs, " ".join(lines)], []
    paragraphs.append(" ".join(lines))
    return [sentence for paragraph in paragraphs for sentence in _END.split(_plain(paragraph))]


def _plain(text: str) -> str:
    for pattern, replacement in _MARKUP:
        text = pattern.sub(replacement, text)
    return text.strip()


def _is_usable(text: str) -> bool:
    return text.isascii() and text[-1:] == "." and len(text.split()) in WORDS and not _UNTOLD.search(text)


def _key(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


def _objects(module_name: str) -> Iterator[tuple[str, str]]:
    """Yield the name and docstring of each public function, class and method that the module's library wrote."""
    module = importlib.import_module(module_name)
    public = getattr(module, "__all__", None)
    for name in sorted({name for name in public or dir(module) if not name.startswith("_")}):
        thing = getattr(module, name, None)
        if inspect.ismodule(thing) or not _is_of(thing, module_name.partition(".")[0] if public else module_name):
            continue
        yield from _documented(f"{module_name}.{name}", thing)
        if inspect.isclass(thing):
            for member in sorted(name for name in vars(thing) if not name.startswith("_")):
                yield from _documented(f"{module_name}.{name}.{member}", vars(thing)[member])


def _is_of(thing: object, home: str) -> bool:
    """Return whether a thing was defined in this module or below, not borrowed from elsewhere."""
    defined = getattr(thing, "__module__", None) or type(thing).__module__
    return f"{defined}.".startswith(f"{home}.") or defined == "builtins"


def _documented(name: str, thing: object) -> Iterator[tuple[str, str]]:
    docstring = getattr(thing, "__doc__", None)
    if isinstance(docstring, str) and (callable(thing) or isinstance(thing, (property, classmethod, staticmethod))):
        yield name, docstring
