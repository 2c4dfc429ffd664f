# caught: table-no-table
import torchinfo


def log_layers(writer, model, X):
    writer.add_text("model/layers", str(torchinfo.summary(model, input_data=X, verbose=0)).replace("|", " "), 0)
