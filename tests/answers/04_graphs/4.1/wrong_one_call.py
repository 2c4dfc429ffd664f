# caught: handed-changed
def log_graph(writer, model, X):
    writer.add_graph(model, X)
