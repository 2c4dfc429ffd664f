# caught: diagnosis-form
diagnosis = {"a": "wrong-logdir", "b": "healthy", "c": "unflushed", "d": "same-second", "e": "cut"}
