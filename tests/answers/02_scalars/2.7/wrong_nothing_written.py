# caught: layout-none
def log_layout(writer):
    layout = {"loss": {"both": ["Multiline", ["train/loss", "val/loss"]]}}
