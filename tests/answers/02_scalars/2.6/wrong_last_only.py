# caught: smooth-no-list
def smoothed(values, weight):
    m = 0.0
    for value in values:
        m = weight * m + (1 - weight) * value
    return m / (1 - weight ** len(values))
