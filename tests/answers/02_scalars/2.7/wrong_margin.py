# caught: layout-margin
def log_layout(writer):
    writer.add_custom_scalars({"loss": {"both": ["Margin", ["train/loss", "val/loss", "val/loss"]]}})
