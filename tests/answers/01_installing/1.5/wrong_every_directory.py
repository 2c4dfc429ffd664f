# caught: shown-no-run
shown = [
    ".",
    "baseline",
    "baseline/validation",
    "wide",
    "wide/checkpoints",
    "export",
    "sweep",
    "sweep/lr-0.1",
    "sweep/lr-0.1/seed-0",
    "sweep/lr-0.1/seed-1",
]
