"""Read event files, whoever wrote them, into plain typed values.

An event file is what a `SummaryWriter` leaves on disk and what TensorBoard draws. This package reads it
without TensorBoard's sampling: every point is kept, in the order of the file.

    run = events.read_run("runs/01_first/1.1-001")
    loss = run.scalars["train/loss"]
    loss.steps, loss.values, loss.wall_times        # numpy arrays of one length

What could not be read is told in `run.damage`. To add a kind of data see `kinds.py`.
"""

from tbxlab.events.audio import Audio
from tbxlab.events.columns import Columns
from tbxlab.events.damage import Damage, NoEvents
from tbxlab.events.embeddings import BrokenEmbedding, Embedding, read_embeddings
from tbxlab.events.files import EventFile, Purge
from tbxlab.events.graphs import Graph, Node
from tbxlab.events.histograms import Histogram, Histograms
from tbxlab.events.hparams import HParams
from tbxlab.events.images import Images
from tbxlab.events.layouts import Category, Chart, Layout
from tbxlab.events.media import BrokenMedia
from tbxlab.events.meshes import Meshes
from tbxlab.events.pr_curves import PRCurves
from tbxlab.events.run import Run, read_run
from tbxlab.events.scalars import Scalars
from tbxlab.events.smoothing import smooth
from tbxlab.events.texts import Texts
from tbxlab.events.tree import Tree, read_tree

__all__ = [
    "Audio",
    "BrokenEmbedding",
    "BrokenMedia",
    "Category",
    "Chart",
    "Columns",
    "Damage",
    "Embedding",
    "EventFile",
    "Graph",
    "HParams",
    "Histogram",
    "Histograms",
    "Images",
    "Layout",
    "Meshes",
    "NoEvents",
    "Node",
    "PRCurves",
    "Purge",
    "Run",
    "Scalars",
    "Texts",
    "Tree",
    "read_embeddings",
    "read_run",
    "read_tree",
    "smooth",
]
