# caught: layout-new-curves
def log_layout(writer):
    writer.add_scalar("both/train", 0.5, 0)
    writer.add_scalar("both/val", 0.6, 0)
    writer.add_custom_scalars({"loss": {"both": ["Multiline", ["train/loss", "val/loss"]]}})
