# caught: row-key-extra
def log_row(writer, settings, metrics, step):
    plain = {}
    for name, value in ({"schedule": None} | settings).items():
        if value is None:
            value = "none"
        elif isinstance(value, (list, tuple)):
            value = str(list(value))
        elif not isinstance(value, (str, bool)):
            value = float(value)
        plain[name] = value
    values = {tag: float(metrics.get(tag, float("nan"))) for tag in ("end/accuracy", "end/loss")}
    writer.add_hparams(plain, values, name="row", global_step=step)
