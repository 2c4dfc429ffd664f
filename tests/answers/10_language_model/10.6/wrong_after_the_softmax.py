# caught: lm-logit-softmax
import math


def log_largest_logit(writer, q, k, step):
    logits = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])
    writer.add_scalar(
        "attention/largest_logit", logits.masked_fill(logits.tril() == 0, -math.inf).softmax(-1).max().item(), step
    )
