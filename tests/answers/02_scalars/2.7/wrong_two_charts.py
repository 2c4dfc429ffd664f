# caught: layout-two-charts
def log_layout(writer):
    writer.add_custom_scalars({"loss": {"train": ["Multiline", ["train/loss"]], "val": ["Multiline", ["val/loss"]]}})
