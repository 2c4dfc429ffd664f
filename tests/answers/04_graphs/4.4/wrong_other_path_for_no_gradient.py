# caught: not-other-path
diagnosis = {
    "p": ("not connected", "texture"),
    "q": ("other path", "edges"),
    "r": ("healthy", None),
    "s": ("skip lost", "block"),
    "t": ("other path", "edges"),
}
