def alarm(run):
    first, last = (run.scalars[f"gradient_norm/layer{k}"] for k in (1, 6))
    shares = [points.values[-1] for tag, points in run.scalars.items() if tag.startswith("dead/")]
    low = len(first.steps) > 4 and (first.values[-3:] < 0.05 * last.values[-3:]).all()
    return int(first.steps[-1]) if low or max(shares, default=0) > 0.5 else None
