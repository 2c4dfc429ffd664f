from collections import defaultdict

import numpy as np


def best(rows, count):
    together = defaultdict(list)
    for settings, accuracy in rows:
        together[frozenset((name, value) for name, value in settings.items() if name != "seed")].append(accuracy)
    arrays = {key: np.array(found, dtype=np.float32) for key, found in together.items() if len(found) > 2}
    lines = [(dict(key), found.mean(), found.std(ddof=1), np.int64(len(found))) for key, found in arrays.items()]
    return tuple(sorted(lines, key=lambda line: -line[1])[:count])
