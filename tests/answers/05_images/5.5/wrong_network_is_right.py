# caught: gallery-blamed
wrong_labels = [3, 5, 6, 7, 9, 12, 15, 16, 17, 18, 20, 25, 26]
