# caught: pipeline-not-wrapped
findings = {
    "a": ("channels swapped", "network/batch", 60),
    "b": ("wrapped", "network/batch", 0),
    "c": ("wrapped", "network/batch", 40),
    "d": ("HWC as CHW", "network/batch", 0),
}
