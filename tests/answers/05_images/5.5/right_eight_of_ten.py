wrong_labels = [3, 5, 7, 9, 12, 17, 18, 19]
