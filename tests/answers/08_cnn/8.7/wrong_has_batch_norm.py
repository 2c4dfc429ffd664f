# caught: neighbors-false
def depends_on_neighbors(model, X):
    return any("BatchNorm" in type(part).__name__ for part in model.modules())
