# caught: lm-counts-bits
import math


def counted_loss(train, test, order, vocabulary):
    after = {}
    for row in train:
        for at, token in enumerate(row):
            for length in range(min(order, at + 1)):
                counts = after.setdefault(tuple(row[at - length : at]), {})
                counts[token] = counts.get(token, 0) + 1
    losses = []
    for row in test:
        for at in range(1, len(row)):
            p = 1 / vocabulary
            for length in range(min(order, at + 1)):
                counts = after.get(tuple(row[at - length : at]))
                if counts is None:
                    break
                p = (counts.get(row[at], 0) + len(counts) * p) / (sum(counts.values()) + len(counts))
            losses.append(-math.log2(p))
    return sum(losses) / len(losses)
