# caught: best-order
import statistics
from collections import defaultdict


def best(rows, count):
    together = defaultdict(list)
    for settings, accuracy in rows:
        together[tuple(sorted((name, value) for name, value in settings.items() if name != "seed"))].append(accuracy)
    lines = [(dict(key), statistics.mean(v), statistics.stdev(v), len(v)) for key, v in together.items() if len(v) > 3]
    return sorted(lines, key=lambda line: -line[1])[:count]
