# caught: formats-layers
formats = {"gone": ["BatchNormalization", "Dropout"], "shapes": "torch", "filters": 20}
