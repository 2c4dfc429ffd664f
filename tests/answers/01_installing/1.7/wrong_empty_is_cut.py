# caught: would-show-cut
diagnosis = {
    "a": ("wrong-logdir", 0),
    "b": ("healthy", 132),
    "c": ("cut", 0),
    "d": ("same-second", 150),
    "e": ("cut", 137),
}
