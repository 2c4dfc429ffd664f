# caught: formats-which
formats = {"gone": ["norm1", "norm2", "drop"], "shapes": ["torch", "onnx", "keras"], "filters": 20}
