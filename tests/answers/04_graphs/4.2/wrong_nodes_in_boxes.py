# caught: read-count-nodes
from tbxlab import events
from tbxlab.course import folders

(graph,) = events.read_run(folders.given_folder("04_graphs/a")).graphs
reading = {
    "convolutions": sum("Conv2d[" in name for name in graph.nodes),
    "shape": (5, 54),
    "never": "widen",
    "again": "mix",
}
