"""Reference runs: small event files that live in the repository, with the function that made each.

A maker lives in a module ``tbxlab/labNN/runs/`` (chapter.py, lab.py) and looks like this::

    @run("02_scalars/overfit-{seed}", seeds=(0, 1, 2))
    def overfit(writer, seed):
        '''What this run is there to show.'''
        writer.add_scalar("train/loss", 0.5, 0)

``tbxlab runs`` lets it write into a temporary directory, then keeps ONE event file for each run,
``given/02_scalars/overfit-0/events.out.tfevents.1700000000.course``: no host and no process in its name,
and the wall times replaced: by BASE + what a committed ``cost`` says of the event's step (see clocks.py), or without
one by BASE + number of the event × ``seconds``. So a maker that runs twice on one machine gives the same bytes.
Another processor may round differently; then the committed file stays as long as tags and steps are equal and the
values agree within the recipe's tolerance.

Only the projector's files lie beside an event file (add_embedding): they are kept beside it, below the same names.

``given/<lab>/runs.json`` records who made each run, from which seed, with which versions, and its SHA-256.
"""

import hashlib
import inspect
import json
import platform
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from tbxlab.authoring.clocks import TRIES, Cost, measured, relative_times
from tbxlab.authoring.differences import differs
from tbxlab.authoring.one_thread import one_thread
from tbxlab.authoring.run_files import beside, copy_beside, sha256
from tbxlab.course import folders, rooms
from tbxlab.events.folders import is_event_file
from tbxlab.events.records import RecordFile

if TYPE_CHECKING:
    from tensorboardX import SummaryWriter

BASE = 1_700_000_000
"""The wall time of the first event of every reference run: 2023-11-14 22:13:20 UTC."""
FILE_NAME = f"events.out.tfevents.{BASE}.course"
PACKAGES = ("numpy", "scikit-learn", "tensorboardX", "torch")


class BadRun(Exception):
    """A maker that is declared or behaves in a way that gives no reference run."""


@dataclass(frozen=True)
class Recipe:
    """How one reference run is made. Two results agree within ``rtol`` · |value| + ``atol``.

    What has to agree is every point; of a chaotic run, the median of each quarter of each tag.
    """

    name: str
    """"lab/run", such as "02_scalars/overfit-0", or "lab/run/part" where one fit writes several runs, as Keras does."""
    make: "Callable[[SummaryWriter, int], None]"
    seed: int
    seconds: float
    """Wall time from one event to the next, where there is no ``cost``."""
    rtol: float
    atol: float
    chaotic: bool = False
    heavy: bool = False
    """Whether it takes so long that the tests leave it to ``tbxlab runs``."""
    measured: tuple[str, ...] = ()
    """Tags of what a clock said: they have to be there, at the same steps, but with any values."""
    packages: tuple[str, ...] = ()
    """What it was made with besides PACKAGES: distributions whose versions are recorded."""
    cost: Cost | None = None
    """What it took when it was measured; its wall times follow from that."""

    @property
    def short(self) -> str:
        """Its name inside the lab."""
        return self.name.split("/", 1)[1]

    @property
    def lab(self) -> str:
        """The folder below given/."""
        return self.name.split("/")[0]

    @property
    def maker(self) -> str:
        """Where the function is: "tbxlab.lab02.runs.chapter:overfit"."""
        return f"{self.make.__module__}:{self.make.__qualname__}"


@dataclass(frozen=True)
class Made:
    """What came of making one run: ``state`` is "new", "same", "close" (kept as it was) or "changed"."""

    recipe: Recipe
    state: str
    difference: str
    """What differs from the committed run, in words; empty where nothing does beyond the tolerance."""


_recipes: dict[str, Recipe] = {}


def run(
    name: str,
    *,
    seeds: tuple[int, ...] = (0,),
    seconds: float = 0.25,
    rtol: float = 0.02,
    atol: float = 0.003,
    chaotic: bool = False,
    heavy: bool = False,
    measured: tuple[str, ...] = (),
    packages: tuple[str, ...] = (),
    cost: Cost | None = None,
) -> Callable:
    """Register the maker of a run, or of one run for each seed where ``name`` has a "{seed}" in it.

    The maker gets a SummaryWriter and the seed. It writes into that writer only, and calls no add_scalars
    or add_hparams, which open directories of their own.

    Training amplifies rounding: between two instruction sets of one processor, the losses of 1,440 steps
    differed by up to 0.2 percent, and one of 1,000 examples changed sides. The default tolerance is ten times
    that for losses and three such examples for accuracies. A run is ``chaotic`` where rounding changes the
    whole course (a learning rate so high that the loss jumps): after 40 steps such runs had nothing in common
    but their level.

    A run is ``heavy`` where it takes more than some 20 seconds: the tests compare its hash only, and make a lighter one
    of its kind. ``measured`` are the tags of times, which no machine gives twice. ``packages`` are distributions whose
    versions are recorded with the run, besides PACKAGES. A training whose time a page speaks of, or shows on the axis
    *Relative*, has its measured ``cost``.
    """
    if len(seeds) != 1 and "{seed}" not in name:
        raise BadRun(f"{name}: several seeds need a {{seed}} in the name")

    def register(maker: "Callable[[SummaryWriter, int], None]") -> "Callable[[SummaryWriter, int], None]":
        for seed in seeds:
            recipe = Recipe(
                name.format(seed=seed), maker, seed, seconds, rtol, atol, chaotic, heavy, measured, packages, cost
            )
            if recipe.name.count("/") not in (1, 2):
                raise BadRun(f"{recipe.name}: a name is lab/run, or lab/run/part")
            known = _recipes.get(recipe.name)
            if known and known.maker != recipe.maker:
                raise BadRun(f"{recipe.name} has two makers: {known.maker} and {recipe.maker}")
            _recipes[recipe.name] = recipe
        return maker

    return register


def recipes() -> dict[str, Recipe]:
    """Return every recipe by its name, after importing the labs' ``runs/``."""
    rooms.load_all("runs")
    return dict(sorted(_recipes.items()))


def event_file(name: str) -> Path:
    """Return where the committed event file of the run "lab/run" is."""
    return folders.given_folder(name) / FILE_NAME


def digest(name: str) -> str:
    """Return the SHA-256 of the run "lab/run": of its event file, or of all its files and their names."""
    file = event_file(name)
    if not (others := beside(file.parent)):
        return sha256(file)
    parts = "".join(f"{path.relative_to(file.parent).as_posix()} {sha256(path)}\n" for path in [file, *others])
    return hashlib.sha256(parts.encode()).hexdigest()


def recorded(lab: str) -> dict[str, dict]:
    """Return what given/<lab>/runs.json says, by the run's name inside the lab; empty where it is missing."""
    path = folders.given_folder(lab) / "runs.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def write_run(recipe: Recipe, directory: Path) -> Path:
    """Run the maker and leave its event file, with fixed wall times, in ``directory``; return the file.

    The projector's files come to lie beside it. Raises BadRun where the maker opened other directories or logged
    nothing.
    """
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.compat.proto.graph_pb2 import GraphDef
    from tensorboardX.record_writer import RecordWriter

    directory.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="tbxlab-run-", ignore_cleanup_errors=True) as temporary:
        written = _made(recipe, Path(temporary))
        copy_beside(Path(temporary), directory)
        events = [
            Event.FromString(block.data[start : start + length])
            for block in RecordFile(written).blocks()
            for start, length in zip(block.starts, block.lengths, strict=True)
        ]
    if len(events) < 2:  # the first says only which version of the format this is
        raise BadRun(f"{recipe.name}: {recipe.maker} logged nothing")
    target = directory / FILE_NAME
    file = RecordWriter(str(target))
    times = relative_times((event.step for event in events), recipe.cost, recipe.seconds)
    for event, seconds in zip(events, times, strict=True):
        event.wall_time = BASE + seconds
        if event.WhichOneof("what") == "graph_def":  # nodes hold maps, which are written in any order
            event.graph_def = GraphDef.FromString(event.graph_def).SerializeToString(deterministic=True)
        file.write(event.SerializeToString(deterministic=True))
    file.close()
    return target


def _made(recipe: Recipe, directory: Path) -> Path:
    """Let the maker write into an empty directory; return its event file, with the times of this machine's clock."""
    from tensorboardX import SummaryWriter

    with one_thread(), SummaryWriter(str(directory)) as writer:
        recipe.make(writer, recipe.seed)
    written = [path for path in directory.rglob("*") if path.is_file() and is_event_file(path.name)]
    if len(written) != 1:
        raise BadRun(f"{recipe.name}: {recipe.maker} left {len(written)} event files, a reference run is one")
    return written[0]


def cost_of(recipe: Recipe) -> Cost:
    """Measure what a run takes on this machine: it is made TRIES times, and the fastest counts. Raises BadRun."""
    with tempfile.TemporaryDirectory(prefix="tbxlab-run-", ignore_cleanup_errors=True) as temporary:
        try:
            return measured(_made(recipe, Path(temporary, str(number))) for number in range(TRIES))
        except ValueError as error:
            raise BadRun(f"{recipe.name}: {error}") from None


def make(recipe: Recipe, *, write: bool = True, force: bool = False) -> Made:
    """Make a run and compare it with the committed one, which is replaced where it is no longer the same.

    ``force`` replaces it where only the last digits differ, too. Without ``write`` nothing changes on disk.
    """
    kept = event_file(recipe.name)
    with tempfile.TemporaryDirectory(prefix="tbxlab-run-", ignore_cleanup_errors=True) as temporary:
        fresh = write_run(recipe, Path(temporary))
        difference = ""
        if not kept.exists():
            state = "new"
        elif _same_files(kept.parent, fresh.parent):
            state = "same"
        else:
            difference = differs(kept, fresh, recipe)
            state = "changed" if difference or force else "close"
        if write and state in ("new", "changed"):
            kept.parent.mkdir(parents=True, exist_ok=True)
            for path in beside(kept.parent):
                path.unlink()
            kept.write_bytes(fresh.read_bytes())
            copy_beside(fresh.parent, kept.parent)
    if write and state != "close":
        _record(recipe)
    return Made(recipe, state, difference)


def _same_files(old: Path, new: Path) -> bool:
    """Return whether two runs have the same files with the same bytes."""
    files = [
        {path.relative_to(run): path.read_bytes() for path in [run / FILE_NAME, *beside(run)]} for run in (old, new)
    ]
    return files[0] == files[1]


def _record(recipe: Recipe) -> None:
    """Write the run's entry in given/<lab>/runs.json, unless it is there already."""
    known = recorded(recipe.lab)
    short = recipe.short
    path = event_file(recipe.name)
    entry = {
        "shows": (inspect.getdoc(recipe.make) or "").split("\n")[0],
        "command": f"tbxlab runs {recipe.name}",
        "maker": recipe.maker,
        "seed": recipe.seed,
        "sha256": digest(recipe.name),
        "bytes": sum(each.stat().st_size for each in [path, *beside(path.parent)]),
    }
    if entry.items() <= known.get(short, {}).items():
        return  # made elsewhere with the same result: whoever made it first stays named
    made_with = {name: version(name).split("+")[0] for name in (*PACKAGES, *recipe.packages)}
    known[short] = entry | {
        "made_with": {"python": platform.python_version(), **made_with},
        "processor": platform.machine(),
    }
    text = json.dumps(dict(sorted(known.items())), indent=2, ensure_ascii=False) + "\n"
    (folders.given_folder(recipe.lab) / "runs.json").write_text(text, encoding="utf-8", newline="\n")
