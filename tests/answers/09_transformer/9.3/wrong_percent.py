# caught: padding-share
def log_batch(writer, mask, seconds, step):
    writer.add_scalar("batch/padding", 100 * (1 - mask.sum().item() / mask.numel()), step)
    writer.add_scalar("speed/tokens", mask.sum().item() / seconds, step)
