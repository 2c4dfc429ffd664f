diagnosis = {
    "a": ("head not in the optimizer", "update/head", (0, 55), "list the optimizer's parameters"),
    "b": ("validated in train mode", "val/loss", (30, 50), "shuffle the validation images"),
    "c": ("healthy", "batchnorm/shift", (0, 60), "keep it"),
    "d": ("drifting BatchNorm", "batchnorm/shift", (10, 60), "eval mode for what is frozen"),
    "e": ("wrong statistics", "input/std", (0, 60), "look at what the network gets"),
    "f": ("learning rate too high", "rate/head", (0, 55), "a tenth of the learning rate"),
}
