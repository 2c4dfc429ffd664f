# caught: would-show-unflushed, patients-several
diagnosis = {
    "a": ("unflushed", 0),
    "b": ("healthy", 132),
    "c": ("unflushed", 0),
    "d": ("unflushed", 150),
    "e": ("cut", 137),
}
