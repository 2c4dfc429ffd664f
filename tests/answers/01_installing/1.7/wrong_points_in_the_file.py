# caught: diagnosis-points
diagnosis = {
    "a": ("wrong-logdir", 200),
    "b": ("healthy", 132),
    "c": ("unflushed", 0),
    "d": ("same-second", 150),
    "e": ("cut", 137),
}
