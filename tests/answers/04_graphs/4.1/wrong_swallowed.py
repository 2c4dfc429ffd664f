# caught: graph-none
import contextlib
import copy


def log_graph(writer, model, X):
    with contextlib.suppress(Exception):
        writer.add_graph(copy.deepcopy(model), [X, X])
