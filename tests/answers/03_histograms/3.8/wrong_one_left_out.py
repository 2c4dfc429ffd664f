# caught: layer-patients
diagnosis = {
    "a": ("unscaled inputs", "saturated/units1"),
    "b": ("dead units", "dead/units4"),
}
