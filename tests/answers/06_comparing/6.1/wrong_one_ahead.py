# caught: name-number
def run_name(number, settings, varied):
    said = {name: f"{value:.3g}" if isinstance(value, float) else value for name, value in settings.items()}
    return "-".join([f"{number + 1:03d}", *(f"{name}={said[name]}" for name in varied)])
