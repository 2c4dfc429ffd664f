# caught: directory-shared
import time


def own_directory(runs, name):
    directory = runs / f"{name}-{time.time_ns()}"
    directory.mkdir(parents=True, exist_ok=True)
    return directory
