# caught: row-text
def log_row(writer, settings, metrics, step):
    plain = {}
    for name in ("rate", "widths", "schedule", "seed", "nesterov"):
        value = settings.get(name, "none")
        if value is None or isinstance(value, (list, tuple)):
            value = str(value)
        elif not isinstance(value, (str, bool)):
            value = float(value)
        plain[name] = value
    values = {tag: float(metrics.get(tag, float("nan"))) for tag in ("end/accuracy", "end/loss")}
    writer.add_hparams(plain, values, name="row", global_step=step)
