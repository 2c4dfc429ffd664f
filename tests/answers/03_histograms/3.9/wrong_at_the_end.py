# caught: starving-late
def alarm(run):
    first, last = (run.scalars[f"gradient_norm/layer{k}"].values[-1] for k in (1, 6))
    shares = [points.values[-1] for tag, points in run.scalars.items() if tag.startswith("dead/")]
    return 230 if first < 0.05 * last or max(shares, default=0) > 0.5 else None
