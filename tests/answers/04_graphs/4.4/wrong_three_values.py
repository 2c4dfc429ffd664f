# caught: wired-form
diagnosis = {
    "p": ("not connected", "texture"),
    "q": ("other path", "edges"),
    "r": ("healthy", "head"),
    "s": ("skip lost", "block", "look at it"),
    "t": ("no gradient", "edges"),
}
