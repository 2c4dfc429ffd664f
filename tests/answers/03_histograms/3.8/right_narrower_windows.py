diagnosis = {
    "a": ("unscaled inputs", "saturated/units1", (0, 60), "look at the range of the inputs"),
    "b": ("dead units", "dead/units4", (140, 200), "look at what changed when they died"),
    "c": ("healthy", "gradient_norm/layer6", (100, 200), "keep it"),
}
