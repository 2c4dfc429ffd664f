# caught: gallery-form
wrong_labels = [1242, 77, 1003]
