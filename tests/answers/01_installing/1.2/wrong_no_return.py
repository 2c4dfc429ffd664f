# caught: directory-no-path
def own_directory(runs, name):
    (runs / name).mkdir(parents=True, exist_ok=True)
