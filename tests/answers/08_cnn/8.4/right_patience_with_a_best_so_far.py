def alarm(run):
    loss = run.scalars["val/loss"]
    best, bad = float("inf"), 0
    for i in range(4, len(loss)):
        now = float(loss.values[i - 4 : i + 1].mean())
        best, bad = (now, 0) if now < best else (best, bad + 1)
        if bad == 9:
            return int(loss.steps[i])
