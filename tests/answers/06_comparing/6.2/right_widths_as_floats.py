import json
import math


def log_row(writer, settings, metrics, step):
    plain = {}
    for name in ("nesterov", "seed", "schedule", "widths", "rate"):
        value = settings.get(name)
        if value is None:
            value = "none"
        if isinstance(value, (list, tuple)):
            value = json.dumps([float(each) for each in value])
        plain[name] = value.item() if hasattr(value, "item") else value
    values = {tag: float(metrics.get(tag, math.nan)) for tag in ("end/loss", "end/accuracy")}
    writer.add_hparams(plain, values, "table", step)
