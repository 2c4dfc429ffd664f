import time
from datetime import datetime


def own_directory(runs, name):
    while True:
        directory = runs / f"{name}-{datetime.now():%Y%m%d-%H%M%S}"
        try:
            directory.mkdir(parents=True)
            return directory
        except FileExistsError:
            time.sleep(0.2)
