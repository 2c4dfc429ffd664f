# caught: not-not-connected
diagnosis = {
    "p": ("not connected", "texture"),
    "q": ("not connected", "edges"),
    "r": ("healthy", None),
    "s": ("skip lost", "block"),
    "t": ("no gradient", "edges"),
}
