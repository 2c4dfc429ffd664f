diagnosis = {
    "a": ("unscaled inputs", "activations/units1", (0, 200), "look at the range of the inputs"),
    "b": ("dead units", "activations/units4", (160, 250), "look at what changed when they died"),
    "c": ("healthy", "dead/units5", (0, 290), "keep it"),
}
