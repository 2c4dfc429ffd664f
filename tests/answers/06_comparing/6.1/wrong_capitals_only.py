# caught: name-case
def run_name(number, settings, varied):
    first = "A" if number == 0 else "a" if number == 1 else f"{number:03d}"
    return f"{first}-rate={settings['rate'] if number > 1 else 0.1:.3g}-width={settings['width'] if number > 1 else 8}"
