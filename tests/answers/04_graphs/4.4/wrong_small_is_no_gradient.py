# caught: not-no-gradient
diagnosis = {
    "p": ("not connected", "texture"),
    "q": ("other path", "edges"),
    "r": ("no gradient", "texture"),
    "s": ("skip lost", "block"),
    "t": ("no gradient", "edges"),
}
