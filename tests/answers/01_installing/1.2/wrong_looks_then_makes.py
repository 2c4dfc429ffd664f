# caught: directory-race
def own_directory(runs, name):
    n = 1
    while (runs / f"{name}-{n}").exists():
        n += 1
    directory = runs / f"{name}-{n}"
    directory.mkdir(parents=True, exist_ok=True)
    return directory
