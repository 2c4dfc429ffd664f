# caught: gallery-form
wrong_labels = {3: "label 6"}
