# caught: smooth-differs
def smoothed(values, weight):
    line, m = [], 0.0
    for t, value in enumerate(values, start=1):
        m = (weight * m + (1 - weight) * value) / (1 - weight**t)
        line.append(m)
    return line
