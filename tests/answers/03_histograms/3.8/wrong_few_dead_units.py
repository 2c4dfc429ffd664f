# caught: layer-not-dead
diagnosis = {
    "a": ("unscaled inputs", "saturated/units1"),
    "b": ("dead units", "dead/units4"),
    "c": ("dead units", "dead/units5"),
}
