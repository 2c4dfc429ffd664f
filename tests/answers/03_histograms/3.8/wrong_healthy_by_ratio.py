# caught: layer-not-healthy
diagnosis = {
    "a": ("healthy", "gradient_norm/layer1"),
    "b": ("dead units", "dead/units4"),
    "c": ("healthy", "gradient_norm/layer1"),
}
