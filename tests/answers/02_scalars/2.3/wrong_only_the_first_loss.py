# caught: no-tag
import math

from torch.nn.functional import cross_entropy


def before_training(writer, model, X, y):
    first = cross_entropy(model(X), y).item()
    writer.add_scalar("check/first_loss", first, 0)
    return "ready" if abs(first - math.log(2)) < 0.2 else "first loss"
