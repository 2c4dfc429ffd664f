# caught: pipeline-early
findings = {
    "a": ("channels swapped", "network/batch", 0),
    "b": ("healthy", None, None),
    "c": ("wrapped", "network/batch", 40),
    "d": ("HWC as CHW", "network/batch", 0),
}
