# caught: name-says-not
def run_name(number, settings, varied):
    return f"{number:03d}-{settings['rate']:.3g}-{settings['width']}-{settings['optimizer']}"
