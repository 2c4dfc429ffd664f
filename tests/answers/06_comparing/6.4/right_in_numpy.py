import numpy as np


def best(rows, count):
    found = []
    for settings, _ in rows:
        plain = {name: settings[name] for name in settings if name != "seed"}
        if plain not in [line[0] for line in found]:
            values = np.array([value for other, value in rows if all(other[n] == plain[n] for n in plain)])
            found.append((plain, values.mean(), values.std(ddof=1) if len(values) > 1 else 0.0, len(values)))
    found = [line for line in found if line[3] >= 3]
    return sorted(found, key=lambda line: -line[1])[:count]
