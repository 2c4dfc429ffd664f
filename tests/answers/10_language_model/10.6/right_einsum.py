import math

import torch


def log_largest_logit(writer, q, k, step):
    logits = torch.einsum("bhid,bhjd->bhij", q, k) * q.shape[-1] ** -0.5
    t = q.shape[2]
    seen = torch.ones(t, t, dtype=torch.bool).tril()
    largest = max(math.fabs(value) for value in logits[:, :, seen].flatten().tolist())
    writer.add_scalar("attention/largest_logit", largest, step)
