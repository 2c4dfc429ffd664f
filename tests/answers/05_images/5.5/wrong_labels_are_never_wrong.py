# caught: gallery-missed
wrong_labels = []
