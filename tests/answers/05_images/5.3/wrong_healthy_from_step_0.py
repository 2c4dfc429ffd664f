# caught: pipeline-step-none
findings = {
    "a": ("channels swapped", "network/batch", 60),
    "b": ("healthy", "network/batch", 0),
    "c": ("wrapped", "network/batch", 40),
    "d": ("HWC as CHW", "network/batch", 0),
}
