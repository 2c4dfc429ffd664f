# caught: layer-not-zero
diagnosis = {
    "a": ("unscaled inputs", "saturated/units1"),
    "b": ("zero initialization", "gradient_norm/layer1"),
    "c": ("healthy", "gradient_norm/layer1"),
}
