# caught: formats-form
formats = {"gone": ["norm1", "norm2", "drop"]}
