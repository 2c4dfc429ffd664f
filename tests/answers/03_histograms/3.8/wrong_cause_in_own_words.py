# caught: layer-form
diagnosis = {
    "a": ("saturation", "saturated/units1"),
    "b": ("dead units", "dead/units4"),
    "c": ("healthy", "gradient_norm/layer1"),
}
