# caught: directory-older
from itertools import count

numbers = count(1)


def own_directory(runs, name):
    directory = runs / f"{name}-{next(numbers):03d}"
    directory.mkdir(parents=True, exist_ok=True)
    return directory
