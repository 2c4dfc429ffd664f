import os


def own_directory(runs, name):
    os.makedirs(runs, exist_ok=True)
    used = [int(entry.rsplit("-", 1)[1]) for entry in os.listdir(runs) if entry.startswith(f"{name}-")]
    path = os.path.join(runs, f"{name}-{max(used, default=0) + 1}")
    os.mkdir(path)
    return path
