# caught: raised
def log_row(writer, settings, metrics, step):
    plain = {}
    for name in ("rate", "widths", "schedule", "seed", "nesterov"):
        value = settings.get(name)
        if value is None:
            value = "none"
        elif isinstance(value, (list, tuple)):
            value = str(list(value))
        elif not isinstance(value, (str, bool)):
            value = float(value)
        plain[name] = value
    values = dict.fromkeys(("end/accuracy", "end/loss"), float("nan"))
    if metrics:
        values = {tag: float(metrics[tag]) for tag in values}
    writer.add_hparams(plain, values, name="row", global_step=step)
