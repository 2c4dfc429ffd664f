# caught: would-show-unflushed
diagnosis = {
    "a": ("wrong-logdir", 0),
    "b": ("healthy", 132),
    "c": ("unflushed", 0),
    "d": ("unflushed", 150),
    "e": ("cut", 137),
}
