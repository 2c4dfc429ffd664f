# caught: writer-plain
def who_wrote(file):
    return "tensorboardX"
