# caught: wired-other-part
diagnosis = {
    "p": ("not connected", "edges"),
    "q": ("other path", "edges"),
    "r": ("healthy", None),
    "s": ("skip lost", "block"),
    "t": ("no gradient", "edges"),
}
