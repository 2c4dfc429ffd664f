import uuid


def own_directory(runs, name):
    return runs / name / uuid.uuid4().hex
