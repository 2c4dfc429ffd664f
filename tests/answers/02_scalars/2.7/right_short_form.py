def log_layout(writer):
    writer.add_custom_scalars_multilinechart(["train/loss", "val/loss"], category="loss", title="both")
