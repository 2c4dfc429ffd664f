# caught: patients-several
diagnosis = {
    "a": ("healthy", "gradient_norm/layer1"),
    "b": ("dead units", "dead/units5"),
    "c": ("healthy", "gradient_norm/layer1"),
}
