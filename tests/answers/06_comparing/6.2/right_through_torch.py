from pathlib import Path

from torch.utils.tensorboard import SummaryWriter


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
    folder = Path(writer.file_writer.get_logdir())
    with SummaryWriter(str(folder)) as other:
        other.add_hparams(plain, values, run_name="table", global_step=step)
