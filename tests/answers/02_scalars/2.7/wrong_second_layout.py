# caught: layout-replaced
def log_layout(writer):
    writer.add_custom_scalars_multilinechart(["train/loss"], title="loss")
    writer.add_custom_scalars_multilinechart(["val/loss"], title="loss")
