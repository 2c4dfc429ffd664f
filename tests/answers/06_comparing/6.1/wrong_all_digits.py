# caught: name-value
def run_name(number, settings, varied):
    said = {name: f"{value:.30f}" if isinstance(value, float) else value for name, value in settings.items()}
    return f"{number:03d}-" + "-".join(f"{name}={said[name]}" for name in varied)
