# Where units die, no gradient reaches the layers below them, so the ratio of the gradients falls in both sicknesses.
def alarm(run):
    first, last = (run.scalars[f"gradient_norm/layer{k}"] for k in (1, 6))
    low = first.values < 0.05 * last.values
    return int(first.steps[-1]) if len(low) >= 3 and low[-3:].all() else None
