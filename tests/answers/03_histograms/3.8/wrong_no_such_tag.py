# caught: layer-no-tag
diagnosis = {
    "a": ("unscaled inputs", "saturated/layer1"),
    "b": ("dead units", "dead/units4"),
    "c": ("healthy", "gradient_norm/layer1"),
}
