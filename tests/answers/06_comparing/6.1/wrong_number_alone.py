# caught: name-says-not
def run_name(number, settings, varied):
    return f"run-{number:03d}"
