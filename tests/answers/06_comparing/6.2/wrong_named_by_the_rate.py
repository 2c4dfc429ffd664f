# caught: row-names
import math


def log_row(writer, settings, metrics, step):
    plain = {}
    for name in ("rate", "widths", "schedule", "seed", "nesterov"):
        value = settings.get(name)
        if value is None:
            value = "none"
        elif isinstance(value, (list, tuple)):
            value = str(list(value))
        plain[name] = value if isinstance(value, (str, bool)) else float(value)
    values = {tag: float(metrics.get(tag, math.nan)) for tag in ("end/accuracy", "end/loss")}
    writer.add_hparams(plain, values, name=f"seed-{plain['seed']}-{plain['rate']}", global_step=step)
