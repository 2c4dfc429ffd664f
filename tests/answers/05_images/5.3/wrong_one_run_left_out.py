# caught: images-form
findings = {
    "a": ("channels swapped", "network/batch", 60),
    "b": ("healthy", None, None),
    "c": ("wrapped", "network/batch", 40),
}
