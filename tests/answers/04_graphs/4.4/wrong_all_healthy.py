# caught: patients-several
diagnosis = {
    "p": ("healthy", None),
    "q": ("healthy", None),
    "r": ("healthy", None),
    "s": ("healthy", None),
    "t": ("healthy", None),
}
