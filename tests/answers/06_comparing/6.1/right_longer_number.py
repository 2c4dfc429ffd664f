def run_name(number, settings, varied):
    said = {name: f"{value:.3g}" if isinstance(value, float) else value for name, value in settings.items()}
    return f"t{number:04d}_" + "_".join(f"{name}{said[name]}" for name in sorted(varied))
