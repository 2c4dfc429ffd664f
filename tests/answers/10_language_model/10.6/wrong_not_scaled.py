# caught: lm-logit-not-scaled
def log_largest_logit(writer, q, k, step):
    logits = q @ k.transpose(-1, -2)
    writer.add_scalar("attention/largest_logit", logits.tril().abs().max().item(), step)
