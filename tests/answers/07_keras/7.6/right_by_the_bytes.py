def who_wrote(file):
    data = file.read_bytes()
    if b"tensorflow.core.util.events_writer" in data:
        return "tf.summary"
    return "torch" if b"tensorboard.summary.writer" in data else "tensorboardX"
