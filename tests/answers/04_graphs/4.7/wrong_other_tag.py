# caught: table-no-text
def rows(model, X):
    found = []
    for name, layer in model.named_children():
        X = layer(X)
        found.append((name, tuple(X.shape), sum(weight.numel() for weight in layer.parameters())))
    return found


def log_layers(writer, model, X):
    total = sum(weight.numel() for weight in model.parameters())
    writer.add_text("layers", str(rows(model, X)) + str(total), 0)
