# caught: table-many
def rows(model, X):
    found = []
    for name, layer in model.named_children():
        X = layer(X)
        found.append((name, tuple(X.shape), sum(weight.numel() for weight in layer.parameters())))
    return found


def log_layers(writer, model, X):
    total = sum(weight.numel() for weight in model.parameters())
    lines = ["| layer | shape | parameters |", "| --- | --- | --- |"] + [
        f"| {n} | {s} | {c} |" for n, s, c in rows(model, X)
    ]
    for i, line in enumerate([*lines, "", f"{total} in all"]):
        writer.add_text("model/layers", line, i)
