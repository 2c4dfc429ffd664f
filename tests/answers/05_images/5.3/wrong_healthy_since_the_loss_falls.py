# caught: pipeline-not-healthy
findings = {
    "a": ("healthy", None, None),
    "b": ("healthy", None, None),
    "c": ("wrapped", "network/batch", 40),
    "d": ("HWC as CHW", "network/batch", 0),
}
