# caught: name-characters
def run_name(number, settings, varied):
    return f"{number:03d} { ({name: settings[name] for name in varied}) }"
