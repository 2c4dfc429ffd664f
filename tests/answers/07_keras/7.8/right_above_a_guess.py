import math


def alarm(run):
    loss = run.scalars["epoch_loss"]
    if loss.values[0] < math.log(10) + 0.3:
        return None
    late = [
        int(step) for step, value in zip(loss.steps[2:], loss.values[2:], strict=True) if value > math.log(10) - 0.3
    ]
    return late[0] if late else None
