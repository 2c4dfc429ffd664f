# caught: not-wired-healthy
diagnosis = {
    "p": ("healthy", None, "keep it"),
    "q": ("healthy", None, "keep it"),
    "r": ("healthy", None, "keep it"),
    "s": ("healthy", None, "keep it"),
    "t": ("healthy", None, "keep it"),
}
