# caught: steps-repeat
def log_batch(writer, mask, seconds, step):
    writer.add_scalar("batch/padding", 1 - mask.sum().item() / mask.numel(), 0)
    writer.add_scalar("speed/tokens", mask.sum().item() / seconds, 0)
