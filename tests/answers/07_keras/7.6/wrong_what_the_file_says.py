# caught: writer-form
from tbxlab import read_run


def who_wrote(file):
    return read_run(file).files[0].writer
