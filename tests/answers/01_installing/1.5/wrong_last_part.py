# caught: shown-no-run
shown = [".", "baseline", "validation", "wide", "seed-0", "seed-1"]
