# caught: pipeline-not-one-batch
findings = {
    "a": ("channels swapped", "network/batch", 60),
    "b": ("one batch", "network/batch", 0),
    "c": ("wrapped", "network/batch", 40),
    "d": ("HWC as CHW", "network/batch", 0),
}
