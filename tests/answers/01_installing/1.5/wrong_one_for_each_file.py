# caught: shown-twice
shown = [".", "baseline", "baseline/validation", "wide", "wide", "sweep/lr-0.1/seed-0", "sweep/lr-0.1/seed-1"]
