diagnosis = {
    "p": ("not connected", "texture"),
    "q": ("other path", "edges"),
    "r": ("healthy", "head"),
    "s": ("skip lost", "block"),
    "t": ("no gradient", "edges"),
}
