shown = {"wide", ".", "sweep/lr-0.1/seed-1", "sweep/lr-0.1/seed-0", "baseline/validation", "baseline"}
