# caught: formats-more-gone
formats = {"gone": ["drop"], "shapes": "torch", "filters": 20}
