# caught: pipeline-form
findings = {
    "a": "channels swapped",
    "b": ("healthy", None, None),
    "c": ("wrapped", "network/batch", 40),
    "d": ("HWC as CHW", "network/batch", 0),
}
