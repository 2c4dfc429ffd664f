diagnosis = {
    "a": ("unscaled inputs", "activations/units1"),
    "b": ("dead units", "activations/units4"),
    "c": ("healthy", "dead/units5"),
}
