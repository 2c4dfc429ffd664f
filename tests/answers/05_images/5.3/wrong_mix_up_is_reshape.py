# caught: pipeline-not-reshaped
findings = {
    "a": ("HWC as CHW", "network/batch", 60),
    "b": ("healthy", None, None),
    "c": ("wrapped", "network/batch", 40),
    "d": ("HWC as CHW", "network/batch", 0),
}
