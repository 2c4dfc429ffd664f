# caught: layer-not-zero
diagnosis = {
    "a": ("unscaled inputs", "saturated/units1", (0, 290), "look at the range of the inputs"),
    "b": ("zero initialization", "gradient_norm/layer1", (150, 290), "draw the weights"),
    "c": ("healthy", "gradient_norm/layer1", (0, 290), "keep it"),
}
