# caught: pipeline-not-raw
findings = {
    "a": ("channels swapped", "network/batch", 60, "send one red picture through"),
    "b": ("not normalized", "network/batch", 0, "print mean and spread of a batch"),
    "c": ("wrapped", "network/batch", 40, "look at the range and the type after each step"),
    "d": ("HWC as CHW", "network/batch", 0, "permute, do not reshape"),
}
