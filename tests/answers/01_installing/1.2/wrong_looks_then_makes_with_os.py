# caught: directory-race
import os


def own_directory(runs, name):
    n = 1
    while os.path.isdir(os.path.join(runs, f"{name}_{n}")):
        n += 1
    path = os.path.join(runs, f"{name}_{n}")
    os.makedirs(path, exist_ok=True)
    return path
