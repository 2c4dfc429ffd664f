"""Evidence: the directory that driving an answer leaves behind, and that a verdict is read from.

It holds event files (one folder for each run) and ``answers.json`` for what is not logged. The driving
side writes, the verifying side reads; nothing else passes between them, so that they can be two processes.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from tbxlab import events
from tbxlab.grading.verdict import Wrong

ANSWERS = "answers.json"
NAMES = {
    "scalars": "scalar",
    "histograms": "histogram",
    "images": "image",
    "audio": "audio",
    "pr_curves": "PR curve",
    "meshes": "mesh",
    "texts": "text",
}
"""What one value of each kind is called in a message."""


class Evidence:
    """One directory of evidence at ``path``; made where it does not exist."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)

    # ------------------------------------------------------------------ the driving side
    def logdir(self, run: str = ".") -> Path:
        """Return the directory of ``run`` for code that opens its own writer. It need not exist yet."""
        return self.path / "runs" / run

    @contextmanager
    def writer(self, run: str = ".") -> Iterator[Any]:
        """Yield a tensorboardX SummaryWriter on ``run`` and close it, also where the block raises."""
        from tensorboardX import SummaryWriter  # imports torch: seconds that only the driving side pays

        writer = SummaryWriter(str(self.logdir(run)))
        try:
            yield writer
        finally:
            writer.close()

    def note(self, **answers: Any) -> None:
        """Keep answers that are not logged, by name. numpy and torch values become plain ones.

        Raises Wrong("not-plain") for what JSON cannot hold.
        """
        path = self.path / ANSWERS
        kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        kept.update({name: plain(value, name) for name, value in answers.items()})
        path.write_text(json.dumps(kept, indent=1), encoding="utf-8")

    # ---------------------------------------------------------------- the verifying side
    @cached_property
    def answers(self) -> dict[str, Any]:
        """What ``note`` kept. JSON's rules: tuples are lists, keys are text."""
        path = self.path / ANSWERS
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}

    @cached_property
    def runs(self) -> dict[str, events.Run]:
        """Every run that was logged, by its name below the evidence; "." is the main one."""
        try:
            return events.read_tree(self.path / "runs")
        except events.NoEvents:
            return {}

    def run(self, name: str = ".") -> events.Run:
        """Return one run. Raises Wrong("no-run"), and Wrong("damaged-file") where an event file is cut."""
        if name not in self.runs:
            raise Wrong("no-run", run=name, found=_names(self.runs))
        run = self.runs[name]
        for damage in run.damage:
            raise Wrong("damaged-file", records=damage.records, why=damage.why)
        return run

    def scalars(self, tag: str, run: str = ".") -> events.Scalars:
        """Return the scalars of ``tag``. Raises Wrong("no-tag") that names the tags there are.

        Where the tag exists as another kind of data it is Wrong("other-kind"), which names that kind; so it is with
        each kind below.
        """
        return self._of_kind("scalars", tag, run)

    def histograms(self, tag: str, run: str = ".") -> events.Histograms:
        """Return the histograms of ``tag``."""
        return self._of_kind("histograms", tag, run)

    def images(self, tag: str, run: str = ".") -> events.Images:
        """Return the images of ``tag``, figures and videos among them."""
        return self._of_kind("images", tag, run)

    def audio(self, tag: str, run: str = ".") -> events.Audio:
        """Return the sounds of ``tag``."""
        return self._of_kind("audio", tag, run)

    def pr_curves(self, tag: str, run: str = ".") -> events.PRCurves:
        """Return the PR curves of ``tag``."""
        return self._of_kind("pr_curves", tag, run)

    def meshes(self, tag: str, run: str = ".") -> events.Meshes:
        """Return the meshes of ``tag``."""
        return self._of_kind("meshes", tag, run)

    def texts(self, tag: str, run: str = ".") -> events.Texts:
        """Return the texts of ``tag``, which may be given without the ``/text_summary`` that add_text appends."""
        whole = f"{tag}/text_summary"
        return self._of_kind("texts", whole if whole in self.run(run).texts else tag, run)

    def graph(self, run: str = ".") -> events.Graph:
        """Return the graph written last. Raises Wrong("no-graph")."""
        graphs = self.run(run).graphs
        if not graphs:
            raise Wrong("no-graph", run=run)
        return graphs[-1]

    def hparams(self, run: str) -> events.HParams:
        """Return the hyperparameters of ``run``. Raises Wrong("no-hparams") that names the runs that have some."""
        hparams = self.run(run).hparams
        if hparams is None:
            raise Wrong("no-hparams", run=run, found=_names(name for name, each in self.runs.items() if each.hparams))
        return hparams

    def embedding(self, tag: str | None = None, run: str = ".") -> events.Embedding:
        """Return the embedding ``tag`` of a run, its last step; without a tag, the last of the projector's settings.

        Raises Wrong("no-embedding") that names those there are, and Wrong("broken-embedding").
        """
        try:
            found = events.read_embeddings(self.logdir(run))
        except events.BrokenEmbedding as error:
            raise Wrong("broken-embedding", why=str(error)) from error
        chosen = [each for each in found.values() if tag is None or tag in (each.tag, each.name)]
        if not chosen:
            raise Wrong("no-embedding", tag=tag or "any name", found=_names(found))
        return chosen[-1] if tag is None else max(chosen, key=lambda each: -1 if each.step is None else each.step)

    def _of_kind(self, kind: str, tag: str, run: str) -> Any:
        whole = self.run(run)
        found = getattr(whole, kind)
        if tag in found:
            return found[tag]
        others = [other for other, tags in whole.tags.items() if tag in tags]
        if others:
            raise Wrong("other-kind", tag=tag, kind=NAMES[kind], found=" and ".join(NAMES[other] for other in others))
        raise Wrong("no-tag", tag=tag, found=_names(found))


def _names(of: Any) -> str:
    return ", ".join(repr(name) for name in of) or "none"


def plain(value: Any, name: str) -> Any:
    """Return ``value`` as JSON can hold it; anything array-like goes through its ``tolist``."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, dict):
        return {str(key): plain(each, name) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset | range):
        return [plain(each, name) for each in value]
    if isinstance(value, Path):
        return str(value)
    if hasattr(value, "detach"):  # a tensor may need its graph cut before it becomes numbers
        value = value.detach()
    if hasattr(value, "tolist"):
        return value.tolist()
    raise Wrong("not-plain", name=name, kind=type(value).__name__)
