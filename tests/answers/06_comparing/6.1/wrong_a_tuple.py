# caught: name-no-text
def run_name(number, settings, varied):
    return number, *(settings[name] for name in varied)
