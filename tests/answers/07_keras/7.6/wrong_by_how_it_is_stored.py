# caught: writer-other
from tbxlab.events.records import RecordFile


def who_wrote(file):
    data = b"".join(bytes(block.data) for block in RecordFile(file).blocks())
    if b"scalars" in data:
        return "tf.summary"
    return "torch" if b"tensorboard.summary" in data else "tensorboardX"
