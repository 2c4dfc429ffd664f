# caught: smooth-differs
def smoothed(values, weight):
    line, m, left = [], 0.0, 1.0
    for value in values:
        m = (1 - weight) * m + weight * value
        left *= 1 - weight
        line.append(m / (1 - left))
    return line
