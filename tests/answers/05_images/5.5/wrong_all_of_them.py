# caught: gallery-all
wrong_labels = list(range(27))
