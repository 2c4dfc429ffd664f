# caught: would-show-same-second
diagnosis = {
    "a": ("wrong-logdir", 0),
    "b": ("healthy", 132),
    "c": ("unflushed", 0),
    "d": ("same-second", 150),
    "e": ("same-second", 137),
}
