# caught: formats-still-there
formats = {"gone": ["norm1", "norm2", "drop", "flat"], "shapes": "torch", "filters": 20}
