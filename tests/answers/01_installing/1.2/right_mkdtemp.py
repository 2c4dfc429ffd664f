import tempfile


def own_directory(runs, name):
    runs.mkdir(parents=True, exist_ok=True)
    return tempfile.mkdtemp(prefix=f"{name}-", dir=runs)
