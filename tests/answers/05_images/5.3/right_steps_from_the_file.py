from tbxlab import given_run, read_run

steps = read_run(given_run("05_images/a")).images["network/batch"].steps
findings = {
    "a": ("channels swapped", "network/batch", steps[3], "send one red picture through"),
    "b": ("healthy", "network/batch", None, "keep it"),
    "c": ("wrapped", "network/batch", steps[2], "look at the range and the type after each step"),
    "d": ("HWC as CHW", "network/batch", steps[0], "permute, do not reshape"),
}
