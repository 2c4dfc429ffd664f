# caught: layer-other-tag
diagnosis = {
    "a": ("unscaled inputs", "saturated/units1"),
    "b": ("dead units", "gradient_norm/layer1"),
    "c": ("healthy", "gradient_norm/layer1"),
}
