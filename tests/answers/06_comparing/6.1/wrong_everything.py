# caught: name-constant
def run_name(number, settings, varied):
    said = {
        name: f"{value:.3g}" if isinstance(value, float) else str(value).replace(" ", "")
        for name, value in settings.items()
    }
    return f"{number:03d}-" + "-".join(f"{name}={value}" for name, value in said.items())
