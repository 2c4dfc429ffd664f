# caught: starving-missed
def alarm(run):
    first, last = (run.scalars[f"gradient_norm/layer{k}"] for k in (1, 6))
    low = first.values < 0.05 * last.values
    for i in range(2, len(low)):
        if low[i - 2 : i + 1].all() and first.values[i] > 0:
            return int(first.steps[i])
    return None
