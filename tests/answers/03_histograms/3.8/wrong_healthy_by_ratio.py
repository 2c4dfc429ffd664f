# caught: layer-not-healthy
diagnosis = {
    "a": ("healthy", "gradient_norm/layer1", (0, 290), "keep it"),
    "b": ("dead units", "dead/units4", (150, 290), "look at what changed when they died"),
    "c": ("healthy", "gradient_norm/layer1", (0, 290), "keep it"),
}
