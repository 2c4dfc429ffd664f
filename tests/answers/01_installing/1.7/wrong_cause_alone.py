# caught: diagnosis-form, patients-several
diagnosis = {"a": "wrong-logdir", "b": "healthy", "c": "unflushed", "d": "same-second", "e": "cut"}
