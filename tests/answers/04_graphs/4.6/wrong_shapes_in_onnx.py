# caught: formats-shapes
formats = {"gone": ["norm1", "norm2", "drop"], "shapes": "onnx", "filters": 20}
