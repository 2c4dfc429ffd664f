# caught: ill-next
diagnosis = {
    "a": ("head not in the optimizer", "update/head", (0, 55), "list the optimizer's parameters"),
    "b": ("validated in train mode", "val/accuracy", (20, 60), "shuffle the validation images"),
    "c": ("healthy", "update/layer3", (0, 55), "keep it"),
    "d": ("drifting BatchNorm", "batchnorm/shift", (10, 60), "shuffle the validation images"),
    "e": ("wrong statistics", "input/mean", (0, 0), "look at what the network gets"),
    "f": ("learning rate too high", "update/layer3", (0, 30), "a tenth of the learning rate"),
}
