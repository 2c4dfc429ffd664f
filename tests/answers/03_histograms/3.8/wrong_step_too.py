# caught: layer-form
diagnosis = {
    "a": ("unscaled inputs", "saturated/units1"),
    "b": ("dead units", "dead/units4", 150),
    "c": ("healthy", "gradient_norm/layer1"),
}
