# caught: shown-missing
shown = ["baseline", "baseline/validation", "wide", "sweep/lr-0.1/seed-0", "sweep/lr-0.1/seed-1"]
