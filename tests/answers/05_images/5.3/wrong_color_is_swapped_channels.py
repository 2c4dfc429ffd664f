# caught: pipeline-not-swapped
findings = {
    "a": ("channels swapped", "network/batch", 60, "send one red picture through"),
    "b": ("healthy", "network/batch", None, "keep it"),
    "c": ("channels swapped", "network/batch", 40, "send one red picture through"),
    "d": ("HWC as CHW", "network/batch", 0, "permute, do not reshape"),
}
