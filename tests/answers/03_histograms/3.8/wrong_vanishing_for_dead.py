# caught: layer-not-vanishing
diagnosis = {
    "a": ("unscaled inputs", "saturated/units1", (0, 290), "look at the range of the inputs"),
    "b": ("vanishing gradients", "gradient_norm/layer1", (150, 290), "ReLU for sigmoid"),
    "c": ("healthy", "gradient_norm/layer1", (0, 290), "keep it"),
}
