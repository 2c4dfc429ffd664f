# caught: layout-no-expression
def log_layout(writer):
    writer.add_custom_scalars({"loss": {"both": ["Multiline", ["*/loss"]]}})
