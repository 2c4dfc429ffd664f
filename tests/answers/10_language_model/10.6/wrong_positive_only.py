# caught: lm-logit-sign
import math


def log_largest_logit(writer, q, k, step):
    logits = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])
    writer.add_scalar("attention/largest_logit", logits.tril().max().item(), step)
