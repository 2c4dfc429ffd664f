# caught: read-count-nodes
from tbxlab import course, events

(graph,) = events.read_run(course.GIVEN / "04_graphs/a").graphs
reading = {
    "convolutions": sum("Conv2d[" in name for name in graph.nodes),
    "shape": (5, 54),
    "never": "widen",
    "again": "mix",
}
