# caught: name-order
def run_name(number, settings, varied):
    return "-".join(
        [str(number)]
        + [f"{name}={settings[name]:.3g}" if name != "optimizer" else f"{name}={settings[name]}" for name in varied]
    )
