def alarm(run):
    loss = run.scalars["train/loss"]
    fast = slow = loss.values[:10].mean()
    high = 0
    for i in range(10, len(loss)):
        fast += 0.1 * (min(loss.values[i], 3 * slow) - fast)
        high = high + 1 if fast > 1.12 * slow else 0
        if high == 0:
            slow += 0.05 * (fast - slow)
        if high > 65:
            return int(loss.steps[i])
    return None
