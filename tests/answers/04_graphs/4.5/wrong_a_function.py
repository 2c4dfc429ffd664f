# caught: wrapper-no-module
def wrapped(model, names):
    return lambda *tensors: tuple(model(dict(zip(names, tensors))).values())
