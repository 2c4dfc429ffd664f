"""The dashboards of chapter 04: a graph as it was meant, and two that were not."""

from typing import Any

from tbxlab.authoring.dashboards import dashboard
from tbxlab.authoring.graph_tab import Graph
from tbxlab.authoring.shared_runs import shared_run
from tbxlab.authoring.shots import Box, Shot

CONNECTED, NEVER, LOST = (f"04_chapter/{name}-0" for name in ("connected", "never-connected", "lost-skip"))
WINDOW: dict[str, Any] = {"width": 1120, "height": 1000}

# One run each: the tab opens on the first run, whatever the address says.
shared_run("04-connected", "A graph as it was meant", runs=[CONNECTED])
shared_run("04-never-connected", "A branch that was never connected", runs=[NEVER])
shared_run("04-lost-skip", "A lost skip", runs=[LOST])
shared_run("04-if", "One model, traced twice", runs=["04_chapter/dark", "04_chapter/bright"])


@dashboard("04-never-connected", runs=[NEVER], tab="graphs", shared="04-never-connected", **WINDOW)
def never_connected(shot: Shot) -> Box:
    """No line leaves the block with the convolutions."""
    graph = Graph(shot)
    graph.expand("NeverConnected")
    graph.unselect()
    block, cat = graph.box("NeverConnected/Residual[block]"), graph.box("NeverConnected/input")
    shot.mark(1, block.point(0.5, 0), badge=(0, -30))
    shot.mark(2, cat.point(0.5, 0.5), badge=(44, 10))
    shot.mark(3, graph.box("NeverConnected/Sequential[ink]").point(1, 0.5), badge=(34, 0))
    return graph.picture()


@dashboard("04-connected", runs=[CONNECTED], tab="graphs", shared="04-connected", **WINDOW)
def connected(shot: Shot) -> Box:
    """Both branches meet before the head; inside of the block a line goes past the convolutions."""
    graph = Graph(shot)
    graph.expand("TwoBranches", "TwoBranches/Residual[block]")
    graph.fit()
    graph.select("TwoBranches/Residual[block]/Conv2d[conv1]")
    add = shot.runs["connected-0"].graphs[0].of("aten::add")[0].name
    block = graph.box("TwoBranches/Residual[block]")
    shot.mark(1, graph.box("TwoBranches/input").point(0.5, 0.5), badge=(30, -26))
    shot.mark(2, graph.box(add).point(0.5, 0.5), badge=(36, -10))
    shot.mark(3, block.point(0.973, 0.02), badge=(34, -6))
    shot.label(4, ':nth-match(tf-node-info :text("4×16×8×8"), 2)', below=18)
    return graph.picture(shot.box("tf-node-info"))


@dashboard("04-lost-skip", runs=[LOST], tab="graphs", shared="04-lost-skip", **WINDOW)
def lost_skip(shot: Shot) -> Box:
    """Inside of the block there is one way only, through both convolutions."""
    graph = Graph(shot)
    graph.expand("LostSkip", "LostSkip/WithoutSkip[block]")
    graph.fit()
    graph.unselect()
    relu = shot.runs["lost-skip-0"].graphs[0]["LostSkip/strokes"].inputs[0]
    shot.mark(1, graph.box(relu).point(0.5, 0.5), badge=(40, 10))
    shot.mark(2, graph.box("LostSkip/WithoutSkip[block]/Conv2d[conv2]").point(1, 0.5), badge=(36, 0))
    return graph.picture()
