# caught: pipeline-several
findings = {
    "a": ("channels swapped", "dataset/batch", 60),
    "b": ("not normalized", "network/batch", 0),
    "c": ("wrapped", "network/batch", 40),
    "d": ("HWC as CHW", "network/batch", 0),
}
