# caught: starving-no-step
def alarm(run):
    first, last = (run.scalars[f"gradient_norm/layer{k}"].values for k in (1, 6))
    return bool((first < 0.05 * last).any())
