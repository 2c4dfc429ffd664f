# caught: name-says-not
def run_name(number, settings, varied):
    return f"{number:03d}-rate={settings['rate']:.3g}-width={settings['width']}-optimizer={settings['optimizer']}"
