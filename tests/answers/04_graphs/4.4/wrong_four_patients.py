# caught: wired-patients
diagnosis = {name: ("healthy", None) for name in "pqrs"}
