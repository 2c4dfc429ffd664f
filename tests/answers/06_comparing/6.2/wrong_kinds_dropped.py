# caught: row-dropped
def log_row(writer, settings, metrics, step):
    writer.add_hparams(dict(settings), dict(metrics), name="row", global_step=step)
