# caught: pipeline-form
findings = {
    "a": ("blue for red", "network/batch", 60),
    "b": ("healthy", None, None),
    "c": ("wrapped", "network/batch", 40),
    "d": ("HWC as CHW", "network/batch", 0),
}
