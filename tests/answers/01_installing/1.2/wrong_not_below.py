# caught: directory-outside
import tempfile


def own_directory(runs, name):
    return tempfile.mkdtemp(prefix=name)
