# caught: components-steps
def log_inputs(writer, batch, mean, std, step):
    shown = batch * std[:, None, None] + mean[:, None, None]
    for picture in shown.clamp(0, 1):
        writer.add_image("inputs/batch", picture, step)
