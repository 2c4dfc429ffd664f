# caught: padding-share
def log_batch(writer, mask, seconds, step):
    writer.add_scalar("batch/padding", (mask.sum(dim=1) < mask.shape[1]).float().mean(), step)
    writer.add_scalar("speed/tokens", mask.sum().item() / seconds, step)
