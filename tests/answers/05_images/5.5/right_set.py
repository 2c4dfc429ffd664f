wrong_labels = set([3, 5, 7, 9, 12, 17, 18, 19, 20, 26])
