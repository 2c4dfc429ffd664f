# caught: not-no-gradient
diagnosis = {
    "p": ("no gradient", "texture"),
    "q": ("other path", "edges"),
    "r": ("healthy", None),
    "s": ("skip lost", "block"),
    "t": ("no gradient", "edges"),
}
