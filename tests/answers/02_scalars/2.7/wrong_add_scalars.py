# caught: layout-other-runs
def log_layout(writer):
    writer.add_scalars("loss", {"train": 0.5, "val": 0.6}, 0)
