# caught: not-skip-lost
diagnosis = {
    "p": ("not connected", "texture"),
    "q": ("other path", "edges"),
    "r": ("skip lost", "block"),
    "s": ("skip lost", "block"),
    "t": ("no gradient", "edges"),
}
