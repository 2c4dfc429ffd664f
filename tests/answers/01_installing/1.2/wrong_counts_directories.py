# caught: directory-taken
def own_directory(runs, name):
    runs.mkdir(parents=True, exist_ok=True)
    directory = runs / f"{name}-{len(list(runs.iterdir()))}"
    directory.mkdir(exist_ok=True)
    return directory
