from tbxlab import read_run

WRITERS = {"": "tensorboardX", "tensorflow": "tf.summary", "tensorboard": "torch"}


def who_wrote(file):
    return WRITERS[read_run(str(file)).files[0].writer.split(".")[0]]
