# caught: formats-filters
formats = {"gone": ["norm1", "norm2", "drop"], "shapes": "torch", "filters": 3}
