# caught: formats-filters-first
formats = {"gone": ["norm1", "norm2", "drop"], "shapes": "torch", "filters": 12}
