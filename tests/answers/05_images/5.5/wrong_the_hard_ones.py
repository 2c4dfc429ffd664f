# caught: gallery-blamed
wrong_labels = [8, 10, 11, 15, 23, 25]
