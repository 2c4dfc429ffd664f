# caught: not-wired-healthy
diagnosis = {
    "p": ("not connected", "texture"),
    "q": ("other path", "edges"),
    "r": ("healthy", None),
    "s": ("skip lost", "block"),
    "t": ("healthy", None),
}
