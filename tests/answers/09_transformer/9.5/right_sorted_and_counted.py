def clip_and_warm_up(run):
    norms = sorted(run.scalars["grad/norm"].values)
    rate = run.scalars["rate/encoder"]
    warm_up = next(i for i in range(len(rate.steps)) if rate.values[i] == max(rate.values))
    clip = norms[9 * len(norms) // 10]
    return (None if norms.count(norms[-1]) > 3 else clip), warm_up + 1
