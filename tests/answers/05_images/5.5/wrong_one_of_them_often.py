# caught: gallery-missed
wrong_labels = [3] * 8
