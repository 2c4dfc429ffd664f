# caught: handed-changed
import copy


def log_graph(writer, model, X):
    for parameter in model.parameters():
        parameter.requires_grad = False
    writer.add_graph(copy.deepcopy(model), X)
