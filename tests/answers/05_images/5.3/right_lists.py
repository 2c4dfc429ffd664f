findings = {
    "a": ["channels swapped", "network/batch", 60, "send one red picture through"],
    "b": ["healthy", "network/batch", None, "keep it"],
    "c": ["wrapped", "network/batch", 40, "look at the range and the type after each step"],
    "d": ["HWC as CHW", "network/batch", 0, "permute, do not reshape"],
}
