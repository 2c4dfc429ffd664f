# caught: best-how-many, best-order, best-mean, best-few-seeds
import statistics
from collections import defaultdict


def best(rows, count):
    together = defaultdict(list)
    for settings, accuracy in rows:
        together[tuple((name, value) for name, value in settings.items() if name != "seed")].append(accuracy)
    lines = [
        (dict(key), statistics.mean(found), statistics.stdev(found), len(found))
        for key, found in together.items()
        if len(found) >= 3
    ]
    return sorted(lines, key=lambda line: -line[1])[:count]
