# caught: handed-changed
import statistics
from collections import defaultdict


def best(rows, count):
    together = defaultdict(list)
    for settings, accuracy in rows:
        settings.pop("seed", None)
        together[tuple(sorted(settings.items()))].append(accuracy)
    lines = [
        (dict(key), statistics.mean(found), statistics.stdev(found), len(found))
        for key, found in together.items()
        if len(found) >= 3
    ]
    return sorted(lines, key=lambda line: -line[1])[:count]
