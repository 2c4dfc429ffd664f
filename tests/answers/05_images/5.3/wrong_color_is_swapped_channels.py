# caught: pipeline-not-swapped
findings = {
    "a": ("channels swapped", "network/batch", 60),
    "b": ("healthy", None, None),
    "c": ("channels swapped", "network/batch", 40),
    "d": ("HWC as CHW", "network/batch", 0),
}
