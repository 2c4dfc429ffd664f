# caught: layer-next
diagnosis = {
    "a": ("unscaled inputs", "saturated/units1", (0, 290), "draw the weights"),
    "b": ("dead units", "dead/units4", (150, 290), "look at what changed when they died"),
    "c": ("healthy", "gradient_norm/layer1", (0, 290), "keep it"),
}
