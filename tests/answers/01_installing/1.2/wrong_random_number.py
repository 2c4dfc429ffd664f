# caught: directory-shared
import random


def own_directory(runs, name):
    return runs / f"{name}-{random.randrange(10**9)}"
