# caught: shown-no-names
shown = 6
