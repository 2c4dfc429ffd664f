# caught: directory-shared
def own_directory(runs, name):
    directory = runs / name
    directory.mkdir(parents=True, exist_ok=True)
    return directory
