# caught: fit-none
def fit_watched(model, data, epochs, folder):
    return model
