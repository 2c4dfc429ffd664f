# caught: pipeline-tag
findings = {
    "a": ("channels swapped", "network/std", 60),
    "b": ("healthy", None, None),
    "c": ("wrapped", "network/batch", 40),
    "d": ("HWC as CHW", "network/batch", 0),
}
