def log_layout(writer):
    writer.add_custom_scalars({"curves": {"loss": ["Multiline", [r".*/loss$"]], "acc": ["Multiline", ["val/acc"]]}})
