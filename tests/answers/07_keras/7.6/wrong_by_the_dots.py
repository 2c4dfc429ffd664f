# caught: writer-renamed
def who_wrote(file):
    if file.name.endswith(".v2"):
        return "tf.summary"
    return "torch" if file.name.split(".")[-1].isdigit() else "tensorboardX"
