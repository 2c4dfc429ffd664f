# caught: best-mean
import statistics
from collections import defaultdict


def best(rows, count):
    together = defaultdict(list)
    for settings, accuracy in rows:
        together[tuple(sorted((name, value) for name, value in settings.items() if name != "seed"))].append(accuracy)
    lines = [
        (dict(key), max(v), statistics.stdev(v), len(v), statistics.mean(v))
        for key, v in together.items()
        if len(v) >= 3
    ]
    ordered = sorted(lines, key=lambda line: -line[4])[:count]
    return [line[:4] for line in ordered]
