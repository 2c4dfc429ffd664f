# caught: drawn-no-list
def drawn(left, right, counts, low, high):
    return counts.sum() / 30
