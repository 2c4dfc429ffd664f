# caught: drawn-how-many
def drawn(left, right, counts, low, high):
    return counts
