# caught: layer-other-tag
diagnosis = {
    "a": ("unscaled inputs", "saturated/units1", (0, 290), "look at the range of the inputs"),
    "b": ("dead units", "dead/units5", (200, 290), "look at what changed when they died"),
    "c": ("healthy", "gradient_norm/layer1", (0, 290), "keep it"),
}
