# caught: starving-late, starving-missed
def alarm(run):
    first, last = (run.scalars[f"gradient_norm/layer{k}"] for k in (1, 6))
    low = first.values < 0.05 * last.values
    return int(first.steps[-1]) if len(low) > 11 and low[-11:].all() else None
