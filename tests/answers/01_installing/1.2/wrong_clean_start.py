# caught: directory-gone
import shutil
import uuid


def own_directory(runs, name):
    if runs.exists() and any(runs.glob("*/*")):
        shutil.rmtree(runs)
    directory = runs / f"{name}-{uuid.uuid4()}"
    directory.mkdir(parents=True)
    return directory
