# caught: patients-several
reading = {"overfitting": (440, 640), "spike": 0, "better": "c"}
