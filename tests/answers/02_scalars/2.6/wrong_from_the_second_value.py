# caught: smooth-length
def smoothed(values, weight):
    line, m, left = [], 0.0, 1.0
    for value in values[1:]:
        m = weight * m + (1 - weight) * value
        left *= weight
        line.append(m / (1 - left))
    return line
