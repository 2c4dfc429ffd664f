# caught: layer-not-dead
diagnosis = {
    "a": ("dead units", "saturated/units1"),
    "b": ("dead units", "dead/units4"),
    "c": ("healthy", "gradient_norm/layer1"),
}
