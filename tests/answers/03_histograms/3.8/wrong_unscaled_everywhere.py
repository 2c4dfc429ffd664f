# caught: layer-not-unscaled
diagnosis = {
    "a": ("unscaled inputs", "saturated/units1"),
    "b": ("dead units", "dead/units4"),
    "c": ("unscaled inputs", "dead/units1"),
}
