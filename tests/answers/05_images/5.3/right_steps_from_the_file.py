from tbxlab import given_run, read_run

steps = read_run(given_run("05_images/a")).images["network/batch"].steps
findings = {
    "a": ("channels swapped", "network/batch", steps[3]),
    "b": ("healthy", None, None),
    "c": ("wrapped", "network/batch", steps[2]),
    "d": ("HWC as CHW", "network/batch", steps[0]),
}
