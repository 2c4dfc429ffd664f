def drawn(left, right, counts, low, high):
    bins, width = [0.0] * 30, (high - low) / 30
    for begin, end, count in zip(left, right, counts, strict=True):
        for i in range(30):
            overlap = min(end, low + (i + 1) * width) - max(begin, low + i * width)
            bins[i] += count * max(overlap, 0) / (end - begin)
    return bins
