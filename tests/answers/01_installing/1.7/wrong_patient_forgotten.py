# caught: diagnosis-patients
diagnosis = {"a": ("wrong-logdir", 0), "b": ("healthy", 132)}
