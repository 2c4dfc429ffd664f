# caught: directory-shared
from itertools import count


def own_directory(runs, name):
    return next(path for number in count() if not (path := runs / f"{name}-{number}").exists())
