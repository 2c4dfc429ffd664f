# caught: would-show-healthy
diagnosis = {
    "a": ("wrong-logdir", 0),
    "b": ("healthy", 132),
    "c": ("healthy", 0),
    "d": ("same-second", 150),
    "e": ("cut", 137),
}
