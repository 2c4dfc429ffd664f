# caught: graph-differs-from-itself
def log_graph(writer, model, X):
    writer.add_graph(model, X)
