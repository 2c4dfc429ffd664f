# caught: gallery-form
wrong_labels = [False] * 27
