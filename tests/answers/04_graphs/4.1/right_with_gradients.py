import copy


def log_graph(writer, model, X):
    writer.add_graph(copy.deepcopy(model).eval(), X)
