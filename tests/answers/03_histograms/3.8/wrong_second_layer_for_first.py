# caught: layer-other-tag
diagnosis = {
    "a": ("unscaled inputs", "saturated/units2"),
    "b": ("dead units", "dead/units4"),
    "c": ("healthy", "gradient_norm/layer1"),
}
