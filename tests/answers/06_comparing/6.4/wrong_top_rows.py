# caught: best-seed-kept
def best(rows, count):
    return [(settings, accuracy, 0.0, 1) for settings, accuracy in sorted(rows, key=lambda row: -row[1])[:count]]
