# caught: smooth-differs
def smoothed(values, weight):
    line, m, left = [], 0.0, 1.0
    for value in values:
        m = 0.6 * m + 0.4 * value
        left *= 0.6
        line.append(m / (1 - left))
    return line
