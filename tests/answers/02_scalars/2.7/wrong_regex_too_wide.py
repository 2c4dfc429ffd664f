# caught: layout-too-many
def log_layout(writer):
    writer.add_custom_scalars({"loss": {"both": ["Multiline", ["train/loss", "val/.*"]]}})
