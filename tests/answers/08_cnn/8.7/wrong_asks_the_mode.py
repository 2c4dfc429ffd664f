# caught: neighbors-missed
def depends_on_neighbors(model, X):
    return model.training and any("BatchNorm" in type(part).__name__ for part in model.modules())
