# caught: pipeline-late
findings = {
    "a": ("channels swapped", "network/batch", 60),
    "b": ("healthy", None, None),
    "c": ("wrapped", "network/batch", 120),
    "d": ("HWC as CHW", "network/batch", 0),
}
