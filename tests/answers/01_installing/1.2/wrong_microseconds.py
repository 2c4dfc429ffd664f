# caught: directory-shared
from datetime import datetime


def own_directory(runs, name):
    return runs / f"{name}-{datetime.now():%Y%m%d-%H%M%S-%f}"
