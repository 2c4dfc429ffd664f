import numpy as np


def alarm(run):
    loss, rate = run.scalars["val/loss"], run.scalars["learning_rate"]
    seams = np.flatnonzero(np.diff(loss.files)) + 1
    if not len(seams):
        return None
    seam = seams[0]
    first, voided = loss.steps[seam], [purge.step for purge in run.purges if purge.file > 0]
    if first <= loss.steps[:seam].max() and not any(step <= first for step in voided):
        return int(first)
    before = loss.steps[:seam] < first
    if loss.values[seam] > loss.values[:seam][before][-3:].mean() + 0.15:
        return int(first)
    at = rate.values[:seam][before][-1]
    if seam + 2 < len(loss) and (rate.values[seam] < 0.9 * at or rate.values[seam + 2] > rate.values[seam + 1]):
        return int(loss.steps[seam + 2])
    if rate.values[seam] > at:
        return int(loss.steps[seam])
    return None
