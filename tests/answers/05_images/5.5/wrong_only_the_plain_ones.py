# caught: gallery-missed
wrong_labels = [3, 5, 7, 12, 18]
