claims = dict.fromkeys("ADF", "contradicted") | dict.fromkeys("CE", "not in the log") | {"B": "shown"}
