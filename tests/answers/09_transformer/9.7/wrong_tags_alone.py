# caught: faults-pair
faults = dict.fromkeys(["scrambled", "shuffled", "rate", "unmasked", "train-mode"], "hidden")
