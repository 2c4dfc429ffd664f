# caught: lm-logit-scaled-twice
def log_largest_logit(writer, q, k, step):
    logits = q @ k.transpose(-1, -2) / q.shape[-1]
    writer.add_scalar("attention/largest_logit", logits.tril().abs().max().item(), step)
