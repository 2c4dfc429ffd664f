# caught: patients-several
diagnosis = {
    "p": ("not connected",),
    "q": ("other path",),
    "r": ("healthy",),
    "s": ("skip lost",),
    "t": ("no gradient",),
}
