# caught: writer-plain
from tbxlab import read_run


def who_wrote(file):
    return "tf.summary" if read_run(file).files[0].writer else "tensorboardX"
