# caught: starving-early
def alarm(run):
    first, last = (run.scalars[f"gradient_norm/layer{k}"] for k in (1, 6))
    for i, step in enumerate(first.steps):
        dead = any(points.values[i] > 0.02 for tag, points in run.scalars.items() if tag.startswith("dead/"))
        if dead or (first.values[: i + 1] < 0.05 * last.values[: i + 1]).sum() > 2:
            return int(step)
    return None
