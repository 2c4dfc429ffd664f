# caught: would-show-wrong-logdir
diagnosis = {
    "a": ("wrong-logdir", 0),
    "b": ("wrong-logdir", 0),
    "c": ("unflushed", 0),
    "d": ("same-second", 150),
    "e": ("cut", 137),
}
