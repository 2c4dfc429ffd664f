# caught: layer-other-tag
diagnosis = {
    "a": ("unscaled inputs", "saturated/units1"),
    "b": ("dead units", "dead/units5"),
    "c": ("healthy", "gradient_norm/layer1"),
}
