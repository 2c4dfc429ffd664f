# caught: wired-patients
diagnosis = {name: ("healthy", None, "keep it") for name in "pqrs"}
