# caught: claims-form
claims = {"A": "contradicted", "B": "shown"}
