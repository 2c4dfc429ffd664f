# caught: layer-other-tag
diagnosis = {
    "a": ("unscaled inputs", "saturated/units2", (0, 290), "look at the range of the inputs"),
    "b": ("dead units", "dead/units4", (150, 290), "look at what changed when they died"),
    "c": ("healthy", "gradient_norm/layer1", (0, 290), "keep it"),
}
