# caught: diagnosis-form
diagnosis = {
    "a": ("wrong directory", 0),
    "b": ("healthy", 132),
    "c": ("unflushed", 0),
    "d": ("same-second", 150),
    "e": ("cut", 137),
}
