# caught: starving-false
def alarm(run):
    dead = [points for tag, points in run.scalars.items() if tag.startswith("dead/")]
    loss = run.scalars["train/loss"]
    if not dead:
        return 100 if loss.values[5:11].mean() > 0.6 else None
    late = [points.steps[points.values > 0.5] for points in dead]
    return min((int(steps[0]) for steps in late if len(steps)), default=None)
