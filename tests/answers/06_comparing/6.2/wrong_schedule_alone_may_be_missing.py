# caught: raised
def log_row(writer, settings, metrics, step):
    plain = {
        "rate": float(settings["rate"]),
        "widths": str(list(settings["widths"])),
        "schedule": settings.get("schedule") or "none",
        "seed": int(settings["seed"]),
        "nesterov": settings["nesterov"],
    }
    values = {tag: float(metrics.get(tag, float("nan"))) for tag in ("end/accuracy", "end/loss")}
    writer.add_hparams(plain, values, name="row", global_step=step)
