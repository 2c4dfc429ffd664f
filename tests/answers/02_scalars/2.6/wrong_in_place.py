# caught: handed-changed
def smoothed(values, weight):
    m, left = 0.0, 1.0
    for i, value in enumerate(values):
        m = weight * m + (1 - weight) * value
        left *= weight
        values[i] = m / (1 - left)
    return values
