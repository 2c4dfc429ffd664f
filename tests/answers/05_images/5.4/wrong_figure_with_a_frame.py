# caught: confusion-size
from matplotlib.figure import Figure
from sklearn.metrics import confusion_matrix


def log_confusion(writer, truth, said, classes, step):
    figure = Figure(figsize=(4, 3))
    figure.subplots().imshow(confusion_matrix(truth, said, normalize="true"), cmap="gray", vmin=0, vmax=1)
    writer.add_figure("confusion/matrix", figure, step)
