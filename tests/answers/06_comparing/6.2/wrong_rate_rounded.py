# caught: row-value
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
    values = {tag: float(metrics.get(tag, float("nan"))) for tag in ("end/accuracy", "end/loss")}
    if plain["rate"] != "none":
        plain["rate"] = round(plain["rate"], 2) + 0.001
    writer.add_hparams(plain, values, name="row", global_step=step)
