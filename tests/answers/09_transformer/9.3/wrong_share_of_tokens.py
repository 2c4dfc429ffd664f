# caught: padding-share-of-tokens
def log_batch(writer, mask, seconds, step):
    writer.add_scalar("batch/padding", mask.sum().item() / mask.numel(), step)
    writer.add_scalar("speed/tokens", mask.sum().item() / seconds, step)
