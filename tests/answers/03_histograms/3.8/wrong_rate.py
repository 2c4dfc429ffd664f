# caught: layer-rate
diagnosis = {
    "a": ("unscaled inputs", "saturated/units1", (0, 290), "look at the range of the inputs"),
    "b": ("dead units", "dead/units4", (150, 290), "ten times the rate"),
    "c": ("healthy", "gradient_norm/layer1", (0, 290), "keep it"),
}
