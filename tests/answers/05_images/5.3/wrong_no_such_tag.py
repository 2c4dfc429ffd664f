# caught: pipeline-no-tag
findings = {
    "a": ("channels swapped", "network/batch", 60),
    "b": ("healthy", None, None),
    "c": ("wrapped", "inputs/batch", 40),
    "d": ("HWC as CHW", "network/batch", 0),
}
