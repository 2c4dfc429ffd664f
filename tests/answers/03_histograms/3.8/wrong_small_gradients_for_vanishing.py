# caught: layer-not-vanishing
diagnosis = {
    "a": ("unscaled inputs", "saturated/units1", (0, 290), "look at the range of the inputs"),
    "b": ("dead units", "dead/units4", (150, 290), "look at what changed when they died"),
    "c": ("vanishing gradients", "gradient_norm/layer1", (0, 290), "ReLU for sigmoid"),
}
