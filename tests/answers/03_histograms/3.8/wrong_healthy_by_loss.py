# caught: layer-healthy-tag
diagnosis = {
    "a": ("unscaled inputs", "saturated/units1"),
    "b": ("dead units", "dead/units4"),
    "c": ("healthy", "train/loss"),
}
