formats = {"gone": {"drop", "norm2", "norm1"}, "shapes": "torch", "filters": 20}
