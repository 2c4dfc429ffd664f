# caught: shown-no-run
shown = ["logs", "baseline", "wide", "sweep"]
