# caught: diagnosis-points
diagnosis = {
    "a": ("wrong-logdir", 0),
    "b": ("healthy", 120),
    "c": ("unflushed", 0),
    "d": ("same-second", 150),
    "e": ("cut", 137),
}
