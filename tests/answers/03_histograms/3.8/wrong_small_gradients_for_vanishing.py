# caught: layer-not-vanishing
diagnosis = {
    "a": ("unscaled inputs", "saturated/units1"),
    "b": ("dead units", "dead/units4"),
    "c": ("vanishing gradients", "gradient_norm/layer1"),
}
