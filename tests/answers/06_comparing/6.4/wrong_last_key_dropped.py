# caught: best-seed-kept, best-how-many, best-few-seeds, raised, best-order
import statistics
from collections import defaultdict


def best(rows, count):
    together = defaultdict(list)
    for settings, accuracy in rows:
        together[tuple(list(settings.items())[:-1])].append(accuracy)
    lines = [
        (dict(key), statistics.mean(found), statistics.stdev(found), len(found))
        for key, found in together.items()
        if len(found) >= 3
    ]
    return sorted(lines, key=lambda line: -line[1])[:count]
