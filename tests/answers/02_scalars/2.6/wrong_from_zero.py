# caught: smooth-from-zero
def smoothed(values, weight):
    line, m = [], 0.0
    for value in values:
        m = weight * m + (1 - weight) * value
        line.append(m)
    return line
