# caught: patients-several
diagnosis = {
    "a": ("unflushed", 0),
    "b": ("healthy", 120),
    "c": ("cut", 0),
    "d": ("same-second", 150),
    "e": ("cut", 137),
}
