# caught: inputs-some
def log_inputs(writer, batch, mean, std, step):
    shown = batch * std[:, None, None] + mean[:, None, None]
    writer.add_image("inputs/batch", shown[0].clamp(0, 1), step)
