# caught: directory-name
import uuid


def own_directory(runs, name):
    return runs / str(uuid.uuid4())
