def rows(model, X):
    found = []
    for name, layer in model.named_children():
        X = layer(X)
        found.append((name, tuple(X.shape), sum(weight.numel() for weight in layer.parameters())))
    return found


def log_layers(writer, model, X):
    total = sum(weight.numel() for weight in model.parameters())
    table = "layer | shape | parameters\n:--|---|--:\n"
    table += "\n".join(f"{n} | {list(s)} | {c}" for n, s, c in rows(model, X) if c)
    writer.add_text("model/layers", f"{table}\n\nTotal: {total:_}", 0)
