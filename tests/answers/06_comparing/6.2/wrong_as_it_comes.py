# caught: row-time
def log_row(writer, settings, metrics, step):
    writer.add_hparams(dict(settings), dict(metrics))
