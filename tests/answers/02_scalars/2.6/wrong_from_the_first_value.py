# caught: smooth-first-too-heavy
def smoothed(values, weight):
    line, m = [], values[0]
    for value in values:
        m = weight * m + (1 - weight) * value
        line.append(m)
    return line
