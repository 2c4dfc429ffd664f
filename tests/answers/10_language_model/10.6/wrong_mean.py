# caught: lm-logit-mean
import math

import torch


def log_largest_logit(writer, q, k, step):
    logits = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])
    seen = torch.ones(q.shape[2], q.shape[2], dtype=torch.bool).tril()
    writer.add_scalar("attention/largest_logit", logits[:, :, seen].abs().mean().item(), step)
