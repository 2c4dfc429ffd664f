# caught: starving-missed
def alarm(run):
    for tag, points in run.scalars.items():
        if tag.startswith("dead/") and (points.values > 0.5).any():
            return int(points.steps[points.values > 0.5][0])
    return None
