# caught: claims-word
claims = {"A": False, "B": True, "C": None, "D": False, "E": None, "F": False}
