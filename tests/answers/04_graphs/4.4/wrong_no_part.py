# caught: wired-no-part
diagnosis = {
    "p": ("not connected", "texture"),
    "q": ("other path", "edges"),
    "r": ("healthy", None),
    "s": ("skip lost", None),
    "t": ("no gradient", "edges"),
}
