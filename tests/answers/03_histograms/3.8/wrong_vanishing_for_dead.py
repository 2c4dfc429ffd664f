# caught: layer-not-vanishing
diagnosis = {
    "a": ("unscaled inputs", "saturated/units1"),
    "b": ("vanishing gradients", "gradient_norm/layer1"),
    "c": ("healthy", "gradient_norm/layer1"),
}
