# caught: name-order
import time


def run_name(number, settings, varied):
    said = {name: f"{value:.3g}" if isinstance(value, float) else value for name, value in settings.items()}
    time.sleep(0.001)
    return f"{time.time_ns()}-" + "-".join(f"{name}={said[name]}" for name in varied)
